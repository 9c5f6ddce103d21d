# Unbound, with the option names of NixOS: a DNS server that looks up names and remembers them.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.unbound;

  account = import ./account.nix { inherit config lib; };
  isReachable = import ./reachable.nix;

  yesNo = value: if value then "yes" else "no";

  render =
    indent: name: value:
    if builtins.isBool value then
      "${indent}${name}: ${yesNo value}\n"
    else if builtins.isFloat value then
      "${indent}${name}: ${builtins.toJSON value}\n"
    else if builtins.isList value then
      lib.concatMapStrings (render indent name) value
    else if builtins.isAttrs value then
      "${indent}${name}:\n" + lib.concatStrings (lib.mapAttrsToList (render "${indent}  ") value)
    else
      "${indent}${name}: ${toString value}\n";

  # Tags are defined before something has one.
  server = cfg.settings.server or { };
  text =
    "server:\n"
    + lib.optionalString (server.define-tag or "" != "") (render "  " "define-tag" server.define-tag)
    + lib.concatStrings (lib.mapAttrsToList (render "  ") (removeAttrs server [ "define-tag" ]))
    + lib.concatStrings (lib.mapAttrsToList (render "") (removeAttrs cfg.settings [ "server" ]));

  configFile =
    if cfg.checkconf then
      pkgs.writeChecked {
        name = "unbound.conf";
        inherit text;
        inherit (cfg) package;
        option = "services.unbound.settings";
        # The directory and the key in it are the container's.
        command = ''
          mkdir -p $TMPDIR/state
          sed -e '/auto-trust-anchor-file/d' -e "s|${cfg.stateDir}|$TMPDIR/state|" $file > $TMPDIR/looked-at
          run unbound-checkconf $TMPDIR/looked-at
        '';
      }
    else
      pkgs.writeText "unbound.conf" text;

  rootKey = "${cfg.stateDir}/root.key";
  interfaces = map (address: builtins.head (lib.splitString "@" address)) (
    lib.toList (server.interface or [ ])
  );
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "services" "unbound" "interfaces" ]
      [ "services" "unbound" "settings" "server" "interface" ]
    )
    (lib.mkRemovedOptionModule [
      "services"
      "unbound"
      "allowedAccess"
    ] "Use services.unbound.settings.server.access-control, with entries as \"192.0.2.0/24 allow\".")
    (lib.mkRemovedOptionModule [
      "services"
      "unbound"
      "forwardAddresses"
    ] "Use services.unbound.settings.forward-zone = [ { name = \".\"; forward-addr = [ … ]; } ].")
    (lib.mkRemovedOptionModule [
      "services"
      "unbound"
      "extraConfig"
    ] "Use services.unbound.settings instead.")
  ];

  options.services.unbound = {
    enable = lib.mkEnableOption "the Unbound name server";

    package = lib.mkPackageOption pkgs "unbound" { };

    user = mkOption {
      type = types.str;
      default = "unbound";
      description = "User that the server runs as; created if it is the default one.";
    };

    group = mkOption {
      type = types.str;
      default = "unbound";
      description = "Group that the server runs as; created if it is the default one.";
    };

    stateDir = mkOption {
      type = types.path;
      default = "/var/lib/unbound";
      description = "Directory of the server's state.";
    };

    checkconf = mkOption {
      type = types.bool;
      default = !(cfg.settings ? include) && !(cfg.settings.remote-control.control-enable or false);
      defaultText = lib.literalMD "unless the settings name files of the container";
      description = "Whether {command}`unbound-checkconf` checks the configuration when the image is built.";
    };

    resolveLocalQueries = mkOption {
      type = types.bool;
      default = true;
      description = ''
        Accepted: the container's own names are looked up by what `docker run --dns` says; 127.0.0.1 is
        Unbound.
      '';
    };

    enableRootTrustAnchor = mkOption {
      type = types.bool;
      default = true;
      description = "Whether answers are validated with the root's key, which is kept up to date.";
    };

    localControlSocketPath = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/run/unbound/unbound.ctl";
      description = "Socket for {command}`unbound-control`; without one there is no remote control.";
    };

    settings = mkOption {
      type = types.submodule {
        freeformType =
          let
            atom = types.oneOf [
              types.int
              types.str
              types.bool
              types.float
            ];
            clause = types.either atom (types.attrsOf (types.either atom (types.listOf atom)));
          in
          types.attrsOf (types.either clause (types.listOf clause));
      };
      default = { };
      example = lib.literalExpression ''
        {
          server = {
            interface = [ "0.0.0.0" ];
            access-control = [ "172.16.0.0/12 allow" ];
          };
          forward-zone = [
            { name = "."; forward-addr = [ "9.9.9.9@853#dns.quad9.net" ]; forward-tls-upstream = true; }
          ];
        }
      '';
      description = "Clauses of {file}`unbound.conf`; a list repeats its clause or word.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.unbound.settings = {
      server = {
        directory = lib.mkDefault cfg.stateDir;
        username = ''""'';
        chroot = ''""'';
        pidfile = ''""'';
        do-daemonize = false;
        interface = lib.mkDefault ([ "127.0.0.1" ] ++ lib.optional config.networking.enableIPv6 "::1");
        access-control = lib.mkDefault (
          [ "127.0.0.0/8 allow" ] ++ lib.optional config.networking.enableIPv6 "::1/128 allow"
        );
        ip-freebind = lib.mkDefault true;
        tls-cert-bundle = lib.mkDefault config.security.pki.caBundle;
        auto-trust-anchor-file = lib.mkIf cfg.enableRootTrustAnchor rootKey;
      };
      remote-control = lib.mkMerge [
        { control-enable = lib.mkDefault (cfg.localControlSocketPath != null); }
        (lib.mkIf (cfg.localControlSocketPath != null) {
          control-interface = cfg.localControlSocketPath;
          control-use-cert = lib.mkDefault false;
        })
      ];
    };

    users = account {
      name = "unbound";
      inherit (cfg) user group;
      description = "Unbound name server";
    };

    environment.etc."unbound/unbound.conf".source = configFile;
    environment.systemPackages = [ cfg.package ];

    docker.internal = {
      exposedPorts =
        let
          port = server.port or 53;
        in
        lib.optionals (lib.any isReachable interfaces) [
          port
          "${toString port}/udp"
        ];
      essentialUnits = [ "unbound.service" ];
    };

    systemd.services.unbound = {
      description = "Unbound name server";
      wantedBy = [ "multi-user.target" ];
      before = [ "nss-lookup.target" ];
      after = [ "network.target" ];
      reload = "kill -HUP $MAINPID";
      # It fails also when it has a newer key than it had.
      preStart = lib.optionalString cfg.enableRootTrustAnchor ''
        ${cfg.package}/bin/unbound-anchor -a ${rootKey} || true
      '';
      serviceConfig = {
        Type = "notify";
        ExecStart = "${cfg.package}/bin/unbound -p -d -c /etc/unbound/unbound.conf";
        User = cfg.user;
        Group = cfg.group;
        RuntimeDirectory = "unbound";
        AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
        CapabilityBoundingSet = [ "CAP_NET_BIND_SERVICE" ];
        NoNewPrivileges = true;
        Restart = "on-failure";
        RestartSec = "5s";
        StateDirectory = lib.mkIf (cfg.stateDir == "/var/lib/unbound") "unbound";
      };
    };
  };
}
