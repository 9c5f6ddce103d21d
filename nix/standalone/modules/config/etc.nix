# `environment.etc`: files below /etc.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;

  fileType = types.submodule (
    {
      name,
      config,
      options,
      ...
    }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the file is there.";
        };

        target = mkOption {
          type = types.str;
          description = "The file's path below /etc; the attribute's name unless it is given.";
        };

        text = mkOption {
          type = types.nullOr types.lines;
          default = null;
          description = "The file's content.";
        };

        source = mkOption {
          type = types.path;
          description = "The file, or the directory, whose content it has.";
        };

        mode = mkOption {
          type = types.str;
          default = "symlink";
          example = "0600";
          description = ''
            The file's mode, if it is to be a file of its own. `symlink` makes a link to the source;
            content that is given as text is then a file that everyone can read.
          '';
        };

        uid = mkOption {
          type = types.int;
          default = 0;
          description = "The owner's number, where the mode is not `symlink`.";
        };

        gid = mkOption {
          type = types.int;
          default = 0;
          description = "The group's number, where the mode is not `symlink`.";
        };

        user = mkOption {
          type = types.str;
          default = "+${toString config.uid}";
          defaultText = lib.literalExpression ''"+''${toString config.uid}"'';
          description = "The owner's name, or its number after a `+`.";
        };

        group = mkOption {
          type = types.str;
          default = "+${toString config.gid}";
          defaultText = lib.literalExpression ''"+''${toString config.gid}"'';
          description = "The group's name, or its number after a `+`.";
        };

        inlineText = mkOption {
          type = types.nullOr types.str;
          internal = true;
          readOnly = true;
          description = "The content, if it was given as text and no source has replaced it.";
        };
      };

      config = {
        target = lib.mkDefault name;
        source = lib.mkIf (config.text != null) (
          lib.mkOverride options.text.highestPrio (
            pkgs.writeText "etc-${lib.replaceStrings [ "/" "@" " " ] [ "-" "-" "-" ] name}" config.text
          )
        );
        inlineText =
          if config.text != null && options.text.highestPrio <= options.source.highestPrio then
            config.text
          else
            null;
      };
    }
  );
in
{
  options.environment.etc = mkOption {
    type = types.attrsOf fileType;
    default = { };
    example = lib.literalExpression ''
      {
        "shop/shop.conf".text = "currency = EUR";
        "shop/words".source = ./words;
      }
    '';
    description = "Files below /etc, by their paths there.";
  };
}
