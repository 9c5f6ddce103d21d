# ngIRCd, a server of Internet Relay Chat, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.ngircd;

  configFile = pkgs.writeChecked {
    name = "ngircd.conf";
    text = cfg.config;
    inherit (cfg) package;
    option = "services.ngircd.config";
    # Behind what is wrong it prints all settings.
    command = ''run ngircd --config "$file" --configtest < /dev/null | sed '/^Ok, dump/,$d' '';
  };

  # The numbers of every line "Ports = 6667, 6668".
  ports =
    let
      listed = lib.concatMap (
        line:
        let
          found = builtins.match "[ \t]*[Pp]orts[ \t]*=([ \t,0-9]*)" line;
        in
        if found == null then
          [ ]
        else
          builtins.filter builtins.isString (builtins.split "[ \t,]+" (lib.head found))
      ) (lib.splitString "\n" cfg.config);
      numbers = map lib.toInt (lib.filter (text: text != "") listed);
    in
    if numbers == [ ] then [ 6667 ] else numbers;
in
{
  options.services.ngircd = {
    enable = lib.mkEnableOption "the ngIRCd server of Internet Relay Chat";

    package = lib.mkPackageOption pkgs "ngircd" { };

    config = lib.mkOption {
      type = lib.types.lines;
      example = ''
        [Global]
        Name = irc.example.org
        Info = A place to talk
        [Options]
        PAM = no
      '';
      description = "The server's {file}`ngircd.conf`, see ngircd.conf(5).";
    };
  };

  config = lib.mkIf cfg.enable {
    users = import ./account.nix { inherit config lib; } {
      name = "ngircd";
      description = "ngIRCd server";
    };

    environment.systemPackages = [ cfg.package ];
    # Where the program looks that is called by hand.
    environment.etc."ngircd/ngircd.conf".source = configFile;

    docker.internal = {
      exposedPorts = ports;
      essentialUnits = [ "ngircd.service" ];
    };

    systemd.services.ngircd = {
      description = "ngIRCd server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStart = "${cfg.package}/bin/ngircd --config ${configFile} --nodaemon";
        ExecReload = "/bin/sh -c \"kill -HUP $MAINPID\"";
        User = "ngircd";
        Restart = "on-failure";
      };
    };
  };
}
