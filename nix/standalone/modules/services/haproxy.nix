# HAProxy, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.haproxy;

  account = import ./account.nix { inherit config lib; };

  # Behind the user's, so that HAProxy's line numbers are the user's.
  text = ''
    ${cfg.config}
    global
      stats socket /run/haproxy/haproxy.sock mode 600 expose-fd listeners level user
  '';

  # Certificates, users and servers' names are the container's: what is said of them is left to the start.
  elsewhere = "No such file|unable to (stat|load|open)|could not resolve|annot find (user|group)|cannot open";

  check = ''
    local status=0
    run haproxy -c -f $file > $TMPDIR/lines 2>&1 || status=$?
    if [ $status != 0 ]; then
      grep -E '^\[ALERT\]' $TMPDIR/lines | grep -vE '${elsewhere}' || true
      grep -q 'Fatal errors found' $TMPDIR/lines || { cat $TMPDIR/lines; return 1; }
      ! grep -E '^\[ALERT\]' $TMPDIR/lines | grep -qvE '${elsewhere}|Error\(s\) found|Fatal errors found'
    fi
  '';

  configFile = pkgs.writeChecked {
    name = "haproxy.cfg";
    inherit text;
    inherit (cfg) package;
    option = "services.haproxy.config";
    command = check;
  };

  # The ports of `bind *:80`, `bind :443 ssl crt …`, `bind 0.0.0.0:8080,:::8081`, but not those of loopback addresses.
  words =
    line:
    lib.filter (word: word != "") (lib.splitString " " (lib.replaceStrings [ "\t" ] [ " " ] line));
  portOf =
    address:
    let
      parts = builtins.match "(.*):([0-9]+)" address;
    in
    lib.optional (parts != null && import ./reachable.nix (builtins.head parts)) (
      lib.toInt (builtins.elemAt parts 1)
    );
  portsOf =
    line:
    let
      all = words line;
    in
    lib.optionals (lib.length all >= 2 && builtins.head all == "bind") (
      lib.concatMap portOf (lib.splitString "," (builtins.elemAt all 1))
    );
in
{
  options.services.haproxy = {
    enable = lib.mkEnableOption "HAProxy, which spreads what comes in over several servers";

    package = lib.mkPackageOption pkgs "haproxy" { };

    user = lib.mkOption {
      type = lib.types.str;
      default = "haproxy";
      description = "User that HAProxy runs as; created if it is the default one.";
    };

    group = lib.mkOption {
      type = lib.types.str;
      default = "haproxy";
      description = "Group that HAProxy runs as; created if it is the default one.";
    };

    config = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      example = ''
        defaults
          mode http
          timeout connect 5s
          timeout client 30s
          timeout server 30s
        frontend web
          bind *:80
          default_backend shop
        backend shop
          server one shop:8080
      '';
      description = "The configuration, in HAProxy's own words. The ports that it binds are exposed.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.config != null;
        message = "services.haproxy.config is not set: without it HAProxy serves nothing.";
      }
    ];

    users = account {
      name = "haproxy";
      inherit (cfg) user group;
      description = "HAProxy";
    };

    environment.etc."haproxy.cfg".source = configFile;

    docker.internal = {
      exposedPorts = lib.unique (lib.concatMap portsOf (lib.splitString "\n" cfg.config));
      essentialUnits = [ "haproxy.service" ];
    };

    systemd.services.haproxy = {
      description = "HAProxy";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      reload = ''
        ${cfg.package}/bin/haproxy -c -f /etc/haproxy.cfg
        kill -USR2 $MAINPID
      '';
      serviceConfig = {
        Type = "notify";
        ExecStart = "${cfg.package}/bin/haproxy -Ws -f /etc/haproxy.cfg -p /run/haproxy/haproxy.pid";
        User = cfg.user;
        Group = cfg.group;
        KillMode = "mixed";
        SuccessExitStatus = "143";
        RuntimeDirectory = "haproxy";
        AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
        NoNewPrivileges = true;
        Restart = "always";
      };
    };
  };
}
