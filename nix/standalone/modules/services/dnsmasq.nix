# dnsmasq, with the option names of NixOS: a small DNS and DHCP server.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.dnsmasq;

  account = import ./account.nix { inherit config lib; };
  isReachable = import ./reachable.nix;

  # A flag is there or not.
  line = name: value: if value == true then name else "${name}=${toString value}";
  lines =
    name: value:
    if value == false || value == null then
      [ ]
    else if builtins.isList value then
      lib.concatMap (lines name) value
    else
      [ (line name value) ];

  configFile = pkgs.writeChecked {
    name = "dnsmasq.conf";
    text = lib.concatMapStrings (text: "${text}\n") (
      lib.concatLists (lib.mapAttrsToList lines cfg.settings)
    );
    inherit (cfg) package;
    option = "services.dnsmasq.settings";
    # Files that it names are the container's. It does not say which word it is.
    command = ''
      grep -vE '^(conf|servers|resolv|addn-hosts|dhcp-hosts|dhcp-opts)-?(file|dir)?=' $file > $TMPDIR/looked-at || true
      run dnsmasq --test -C $TMPDIR/looked-at 2>&1 |
        while read -r line; do
          echo "$line"
          number=''${line##*at line }
          case $line in *"at line "*) sed -n "''${number%% *}p" $TMPDIR/looked-at ;; esac
        done
      return ''${PIPESTATUS[0]}
    '';
  };

  setting = name: otherwise: cfg.settings.${name} or otherwise;
  addresses = lib.toList (setting "listen-address" [ ]);
  port = setting "port" 53;
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "services" "dnsmasq" "servers" ]
      [ "services" "dnsmasq" "settings" "server" ]
    )
    (lib.mkRemovedOptionModule [
      "services"
      "dnsmasq"
      "extraConfig"
    ] "Use services.dnsmasq.settings instead.")
  ];

  options.services.dnsmasq = {
    enable = lib.mkEnableOption "dnsmasq";

    package = lib.mkPackageOption pkgs "dnsmasq" { };

    resolveLocalQueries = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = ''
        Accepted: the container's own names are looked up by what `docker run --dns` says (127.0.0.1 is
        dnsmasq), and dnsmasq itself asks the servers of /etc/resolv.conf.
      '';
    };

    alwaysKeepRunning = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether dnsmasq is started again even when it ended without a failure.";
    };

    settings = lib.mkOption {
      type = lib.types.submodule {
        freeformType =
          let
            atom = lib.types.nullOr (
              lib.types.oneOf [
                lib.types.bool
                lib.types.int
                lib.types.float
                lib.types.str
              ]
            );
          in
          lib.types.attrsOf (lib.types.either atom (lib.types.listOf atom));
        options.server = lib.mkOption {
          type = lib.types.listOf lib.types.str;
          default = [ ];
          example = [ "9.9.9.9" ];
          description = "Servers to ask for names that dnsmasq does not know itself.";
        };
      };
      default = { };
      example = {
        domain-needed = true;
        address = "/example.org/192.0.2.8";
      };
      description = "What stands in {file}`dnsmasq.conf`: a list repeats its word, `true` is the word alone.";
    };

    configFile = lib.mkOption {
      type = lib.types.package;
      readOnly = true;
      default = configFile;
      defaultText = lib.literalMD "a file made of {option}`services.dnsmasq.settings`";
      description = "The file that the settings lead to.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.dnsmasq.settings.dhcp-leasefile = lib.mkDefault "/var/lib/dnsmasq/dnsmasq.leases";

    warnings =
      lib.optional (cfg.settings ? dhcp-range && !lib.elem "NET_ADMIN" config.docker.capabilities)
        "services.dnsmasq.settings.dhcp-range: dnsmasq does not start without a right that Docker does not give by itself: docker.capabilities = [ \"NET_ADMIN\" ], and `docker run --cap-add NET_ADMIN`.";

    users = account {
      name = "dnsmasq";
      description = "dnsmasq";
    };

    docker.internal = {
      exposedPorts =
        lib.optionals (port != 0 && (addresses == [ ] || lib.any isReachable addresses)) [
          port
          "${toString port}/udp"
        ]
        ++ lib.optional (cfg.settings ? dhcp-range) "67/udp";
      essentialUnits = [ "dnsmasq.service" ];
    };

    systemd.services.dnsmasq = {
      description = "dnsmasq, DNS and DHCP server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      reload = "kill -HUP $MAINPID";
      serviceConfig = {
        # It is in the background when it listens.
        Type = "forking";
        PIDFile = "/run/dnsmasq/dnsmasq.pid";
        ExecStart = "${cfg.package}/bin/dnsmasq --pid-file=/run/dnsmasq/dnsmasq.pid --user=dnsmasq --group=dnsmasq -C ${cfg.configFile}";
        RuntimeDirectory = "dnsmasq";
        StateDirectory = "dnsmasq";
        # Whom it becomes writes there.
        ExecStartPre = "-${pkgs.coreutils}/bin/chown -R dnsmasq:dnsmasq /var/lib/dnsmasq /run/dnsmasq";
        Restart = if cfg.alwaysKeepRunning then "always" else "on-failure";
      };
    };
  };
}
