# Caddy, with the option names of NixOS: a web server that gets its own certificates.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.caddy;
  stateDirectory = import ../state-directory.nix { inherit lib; };

  account = import ../account.nix { inherit config lib; };

  hosts = lib.attrValues cfg.virtualHosts;
  certificates = lib.unique (
    lib.concatMap (host: lib.optional (host.useACMEHost != null) host.useACMEHost) hosts
  );
  directory = name: config.security.acme.certs.${name}.directory or "/var/lib/acme/${name}";

  # One directive or block in a line of its own.
  host =
    one:
    "${lib.concatStringsSep ", " ([ one.hostName ] ++ one.serverAliases)} {\n"
    + lib.optionalString (
      one.listenAddresses != [ ]
    ) "bind ${lib.concatStringsSep " " one.listenAddresses}\n"
    + lib.optionalString (
      one.useACMEHost != null
    ) "tls ${directory one.useACMEHost}/cert.pem ${directory one.useACMEHost}/key.pem\n"
    + lib.optionalString (one.logFormat != null) "log {\n${one.logFormat}\n}\n"
    + "${one.extraConfig}\n}\n";

  caddyfile =
    "{\n"
    + lib.optionalString (cfg.email != null) "email ${cfg.email}\n"
    + lib.optionalString (cfg.acmeCA != null) "acme_ca ${cfg.acmeCA}\n"
    + "log {\n${cfg.logFormat}\n}\n${cfg.globalConfig}\n}\n${cfg.extraConfig}\n"
    + lib.concatMapStrings host hosts;

  checked =
    arguments:
    pkgs.writeChecked (
      {
        inherit (cfg) package;
        option = "services.caddy";
        # Of what it names, only the start can tell whether it is there.
        command = "HOME=$TMPDIR run caddy adapt --config $file ${
          lib.optionalString (adapter != null) "--adapter ${adapter}"
        } > /dev/null";
      }
      // arguments
    );

  generated = cfg.configFile == null;
  isJson = generated && cfg.settings != { };
  isCaddyfile = generated && !isJson || baseNameOf cfg.configFile == "Caddyfile";
  adapter =
    if cfg.adapter != null then
      cfg.adapter
    else if isCaddyfile then
      "caddyfile"
    else
      null;

  configFile =
    if isJson then
      (pkgs.formats.json { }).generate "caddy.json" cfg.settings
    else if generated then
      checked {
        name = "Caddyfile";
        text = caddyfile;
      }
    else if adapter == null then
      cfg.configFile
    else
      checked {
        name = "Caddyfile";
        source = cfg.configFile;
      };

  arguments = "--config /etc/caddy/caddy_config ${
    lib.optionalString (adapter != null) "--adapter ${adapter}"
  }";

  # What the global block says of it.
  standardPort =
    name: default:
    let
      said = builtins.match "(.*[[:space:]])?${name}[[:space:]]+([0-9]+).*" cfg.globalConfig;
    in
    if said == null then default else lib.toInt (lib.last said);

  # The ports that addresses name: `:8080`, `http://example.org`.
  portsOf =
    address:
    let
      named = builtins.match ".*:([0-9]+)(/.*)?" address;
    in
    if named != null then
      [ (lib.toInt (builtins.head named)) ]
    else if lib.hasPrefix "http://" address then
      [ (standardPort "http_port" 80) ]
    else
      let
        tls = standardPort "https_port" 443;
      in
      [
        (standardPort "http_port" 80)
        tls
        "${toString tls}/udp"
      ];
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !generated || cfg.adapter == null || cfg.adapter == "caddyfile";
        message = "services.caddy.adapter is for a configuration of your own (services.caddy.configFile).";
      }
    ];

    users = account {
      name = "caddy";
      inherit (cfg) user group;
      description = "Caddy web server";
      inherit (cfg) dataDir;
    };

    environment.etc."caddy/caddy_config".source = configFile;

    docker.internal = {
      exposedPorts = lib.unique (
        lib.concatMap portsOf (
          if hosts == [ ] then [ "" ] else lib.concatMap (one: [ one.hostName ] ++ one.serverAliases) hosts
        )
      );
      essentialUnits = [ "caddy.service" ];
    };

    systemd.services.caddy = {
      description = "Caddy web server";
      wantedBy = [ "multi-user.target" ];
      wants = map (name: "acme-${name}.service") certificates;
      after = [ "network.target" ] ++ map (name: "acme-${name}.service") certificates;
      serviceConfig = {
        Type = "notify";
        ExecStart = "${cfg.package}/bin/caddy run ${arguments} ${lib.optionalString cfg.resume "--resume"}";
        ExecReload = lib.optional cfg.enableReload "${cfg.package}/bin/caddy reload ${arguments} --force";
        EnvironmentFile = lib.optional (cfg.environmentFile != null) cfg.environmentFile;
        User = cfg.user;
        Group = cfg.group;
        LimitNOFILE = 1048576;
        AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
        NoNewPrivileges = true;
        Restart = "on-failure";
        RestartSec = "5s";
        LogsDirectory = lib.mkIf (cfg.logDir == "/var/log/caddy") "caddy";
      }
      // stateDirectory "caddy" "0700" cfg.dataDir;
    };
  };
}
