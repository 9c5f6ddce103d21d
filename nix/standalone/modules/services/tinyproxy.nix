# Tinyproxy, a small proxy for HTTP, with the option names of NixOS. Who asked for what is in the container's log.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.tinyproxy;

  inherit (lib) mkOption types;

  # Its words for yes and no; a path may have blanks.
  word =
    value:
    if builtins.isBool value then
      lib.boolToYesNo value
    else if types.path.check value then
      "\"${value}\""
    else
      lib.generators.mkValueStringDefault { } value;

  format = pkgs.formats.keyValue {
    listsAsDuplicateKeys = true;
    mkKeyValue = name: value: lib.optionalString (value != null) "${name} ${word value}";
  };

  configFile = pkgs.writeChecked {
    name = "tinyproxy.conf";
    source = format.generate "tinyproxy.conf" cfg.settings;
    inherit (cfg) package;
    option = "services.tinyproxy.settings";
    # It can't be asked to look at a file only, but it ends at the first line that it does not understand: that is to be
    # one behind the last.
    command = ''
      chmod u+w "$file"
      echo end >> "$file"
      run tinyproxy -d -c "$file" > "$TMPDIR/lines" 2>&1 || true
      if ! grep -qx "ERROR: Syntax error on line $(wc -l < "$file")" "$TMPDIR/lines"; then
        grep -v ^WARNING: "$TMPDIR/lines"
        return 1
      fi
    '';
  };

  inherit (cfg.settings) Listen Port;
in
{
  options.services.tinyproxy = {
    enable = lib.mkEnableOption "the Tinyproxy proxy";

    package = lib.mkPackageOption pkgs "tinyproxy" { };

    settings = mkOption {
      default = { };
      example = {
        Listen = "0.0.0.0";
        Allow = [
          "10.0.0.0/8"
          "172.16.0.0/12"
        ];
        Anonymous = [
          ''"Host"''
          ''"Authorization"''
        ];
      };
      description = ''
        What stands in {file}`tinyproxy.conf`, see tinyproxy.conf(5): a list repeats its word. Paths get the quotes
        that the program wants, other texts (`ViaProxyName`) bring theirs. All of it is in the image, readable for
        everyone who has it, the passwords of `BasicAuth` as well.
      '';
      type = types.submodule {
        freeformType = format.type;
        options = {
          Listen = mkOption {
            type = types.str;
            default = "127.0.0.1";
            example = "0.0.0.0";
            description = "Address to listen on. The default is reached from inside the container only.";
          };

          Port = mkOption {
            type = types.int;
            default = 8888;
            description = "Port to listen on.";
          };

          Anonymous = mkOption {
            type = types.listOf types.str;
            default = [ ];
            example = [ ''"Host"'' ];
            description = "The only headers to let through, each in quotes of its own; none is all of them.";
          };

          Filter = mkOption {
            type = types.nullOr types.path;
            default = null;
            description = "File of patterns, one a line, of hosts that are not to be reached.";
          };
        };
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = Port > 0 && Port < 65536;
        message = "services.tinyproxy.settings.Port: ${toString Port} is no port.";
      }
    ];

    users = import ./account.nix { inherit config lib; } {
      name = "tinyproxy";
      description = "Tinyproxy";
    };

    environment.systemPackages = [ cfg.package ];
    # Where the program looks that is called by hand.
    environment.etc."tinyproxy/tinyproxy.conf".source = configFile;

    docker.internal = {
      exposedPorts = lib.optional (import ./reachable.nix Listen) Port;
      essentialUnits = [ "tinyproxy.service" ];
    };

    systemd.services.tinyproxy = {
      description = "Tinyproxy";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStart = "${cfg.package}/bin/tinyproxy -d -c ${configFile}";
        # SIGHUP ends it where it is not in the background.
        ExecReload = "/bin/sh -c \"kill -USR1 $MAINPID\"";
        User = "tinyproxy";
        Group = "tinyproxy";
        Restart = "on-failure";
      };
    };
  };
}
