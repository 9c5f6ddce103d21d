# `systemd.tmpfiles`: files and directories that are made at every start, see tmpfiles.d(5).
{ lib, ... }:

let
  inherit (lib) mkOption types;

  field =
    default: description:
    mkOption {
      type = types.str;
      inherit default description;
    };

  rule = types.submodule (
    { name, ... }:
    {
      options = {
        type = field name "What to do, as a letter with its modifiers.";
        mode = field "-" "The mode; `-` is the default one.";
        user = field "-" "The owner; `-` is root.";
        group = field "-" "The group; `-` is root's.";
        age = field "-" "How old files become before they are cleaned away.";
        argument = field "" "What else the rule needs: a link's target, a file's content.";
      };
    }
  );
in
{
  options.systemd.tmpfiles = {
    rules = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "d /data/uploads 0750 wwwrun wwwrun -" ];
      description = "Rules in the form of tmpfiles.d(5), applied in this order before any service.";
    };

    settings = mkOption {
      type = types.attrsOf (types.attrsOf (types.attrsOf rule));
      default = { };
      example = {
        "10-shop"."/data/uploads".d = {
          mode = "0750";
          user = "wwwrun";
        };
      };
      description = "Rules as values: a name for the group, then the path, then the rule's type.";
    };

    packages = mkOption {
      type = types.listOf types.package;
      default = [ ];
      description = "Accepted: rules that packages bring are not applied.";
    };
  };
}
