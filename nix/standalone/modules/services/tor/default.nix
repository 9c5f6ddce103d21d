# Tor, with the option names of NixOS: a client, a relay, or onion services for servers of the container.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.tor;
  inherit (cfg) settings;

  ports = import ./ports.nix { inherit lib; };

  isBridge = lib.elem cfg.relay.role [
    "bridge"
    "private-bridge"
  ];

  clientKeys = lib.concatLists (
    lib.mapAttrsToList (
      name: onion: map (file: { inherit name file; }) onion.clientAuthorizations
    ) cfg.client.onionServices
  );

  # These are one line with commas; of all others each value is a line.
  joined = [
    "AutomapHostsSuffixes"
    "DirPolicy"
    "ExitPolicy"
    "SocksPolicy"
  ];

  lines =
    key: value:
    if builtins.isList value && lib.elem key joined then
      lib.optional (value != [ ]) "${key} ${lib.concatStringsSep "," value}"
    else if builtins.isList value then
      lib.concatMap (lines key) value
    else if builtins.isBool value then
      [ "${key} ${if value then "1" else "0"}" ]
    else if builtins.isAttrs value && value ? exec then
      lib.optional (
        value.transports != [ ]
      ) "${key} ${lib.concatStringsSep "," value.transports} exec ${value.exec}"
    else if value == null || value == "" || ports.show value == null then
      [ ]
    else
      [ "${key} ${ports.show value}" ];

  torrc =
    section:
    lib.concatMapStrings (line: "${line}\n") (lib.concatLists (lib.mapAttrsToList lines section));

  configFile = pkgs.writeChecked {
    name = "torrc";
    text =
      torrc settings
      + lib.concatMapStrings (onion: "HiddenServiceDir ${onion.path}\n" + torrc onion.settings) (
        lib.attrValues cfg.relay.onionServices
      );
    inherit (cfg) package;
    option = "services.tor";
    # It asks for the addresses of names, which only the container's network may know, and for directories of /run.
    command = ''
      sed -E -i '/ unix:/!s/^(HiddenServicePort [0-9]+|Socks[45]Proxy|HTTPSProxy) [^ :]*[a-z][^ :]*/\1 127.0.0.1/' "$file"
      sed -i /^ClientOnionAuthDir/d "$file"
      run tor -f "$file" --defaults-torrc /dev/null --DataDirectory "$TMPDIR/data" --verify-config
    '';
  };

  own = "install -o tor -g tor";

  # Run as root: the keys are files that Tor can't read.
  keys =
    lib.concatStrings (
      lib.mapAttrsToList (
        _: onion:
        let
          path = lib.escapeShellArg onion.path;
        in
        lib.optionalString (onion.secretKey != null) ''
          ${own} -d -m 0700 /run/tor/onion ${path}
          ${own} -m 0400 ${lib.escapeShellArg onion.secretKey} ${path}/hs_ed25519_secret_key
        ''
        + lib.optionalString (onion.authorizedClients != [ ]) (
          ''
            rm -rf ${path}/authorized_clients
            ${own} -d -m 0700 ${path} ${path}/authorized_clients
          ''
          + lib.concatStrings (
            lib.imap0 (number: key: ''
              echo ${lib.escapeShellArg key} | ${own} -m 0400 /dev/stdin ${path}/authorized_clients/${toString number}.auth
            '') onion.authorizedClients
          )
        )
      ) cfg.relay.onionServices
    )
    + lib.concatStrings (
      lib.imap0 (
        number: key:
        let
          name = lib.escapeShellArg (lib.removeSuffix ".onion" key.name);
        in
        ''
          { printf '%s:' ${name}; cat ${lib.escapeShellArg key.file}; } |
            ${own} -m 0400 /dev/stdin /run/tor/ClientOnionAuthDir/${name}.${toString number}.auth_private
        ''
      ) clientKeys
    );

  isPrivileged = lib.any (port: port < 1024) (lib.concatMap ports.reachable everywhere);
  relayPorts = settings.ORPort ++ settings.DirPort;
  everywhere =
    relayPorts
    ++ settings.SOCKSPort
    ++ settings.DNSPort
    ++ settings.TransPort
    ++ settings.HTTPTunnelPort;
in
{
  imports = [
    ./options.nix
    ./torsocks.nix
  ];

  config = lib.mkIf cfg.enable {
    services.tor.settings = lib.mkMerge [
      {
        DataDirectory = lib.mkDefault "/var/lib/tor";
        AutomapHostsSuffixes = lib.mkDefault [
          ".onion"
          ".exit"
        ];
        # Its output is the container's log.
        Log = lib.mkDefault "notice stderr";
      }
      (lib.mkIf cfg.enableGeoIP {
        GeoIPFile = "${cfg.package.geoip}/share/tor/geoip";
        GeoIPv6File = "${cfg.package.geoip}/share/tor/geoip6";
      })
      (lib.mkIf cfg.controlSocket.enable {
        ControlPort = [
          {
            unix = "/run/tor/control";
            GroupWritable = true;
            RelaxDirModeCheck = true;
          }
        ];
      })
      (lib.mkIf (!cfg.relay.enable) {
        # What settings say of a relay makes none.
        DirPort = lib.mkForce [ ];
        ORPort = lib.mkForce [ ];
        PublishServerDescriptor = lib.mkForce false;
      })
      (lib.mkIf (cfg.relay.enable && cfg.relay.role != "exit") {
        ExitPolicy = lib.mkForce [ "reject *:*" ];
      })
      (lib.mkIf (cfg.relay.enable && isBridge) {
        BridgeRelay = true;
        ExtORPort = lib.mkDefault [ "auto" ];
        ServerTransportPlugin = {
          transports = lib.mkDefault [ "obfs4" ];
          exec = lib.mkDefault "${lib.getExe cfg.obfs4Package} managed";
        };
      })
      (lib.mkIf (cfg.relay.enable && cfg.relay.role == "private-bridge") {
        ExtraInfoStatistics = false;
        PublishServerDescriptor = false;
      })
      (
        if cfg.client.enable then
          { SOCKSPort = [ cfg.client.socksListenAddress ]; }
        else
          { SOCKSPort = lib.mkForce [ 0 ]; }
      )
      (lib.mkIf (cfg.client.enable && cfg.client.transparentProxy.enable) {
        TransPort = [
          {
            addr = "127.0.0.1";
            port = 9040;
          }
        ];
      })
      (lib.mkIf (cfg.client.enable && cfg.client.dns.enable) {
        DNSPort = [
          {
            addr = "127.0.0.1";
            port = 9053;
          }
        ];
        AutomapHostsOnResolve = true;
      })
      (lib.mkIf (clientKeys != [ ]) { ClientOnionAuthDir = "/run/tor/ClientOnionAuthDir"; })
    ];

    users = import ../account.nix { inherit config lib; } {
      name = "tor";
      description = "Tor";
      more.home = "/var/lib/tor";
    };

    environment.systemPackages = [ cfg.package ];
    # Where the program looks that is called by hand.
    environment.etc."tor/torrc".source = configFile;

    docker.internal = {
      exposedPorts = lib.concatMap ports.reachable (relayPorts ++ settings.SOCKSPort);
      essentialUnits = [ "tor.service" ];
    };

    systemd.services.tor = {
      description = "Tor";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStartPre = lib.optional (keys != "") "+${pkgs.writeShellScript "tor-keys" "set -eu\n${keys}"}";
        ExecStart = "${cfg.package}/bin/tor -f ${configFile} --defaults-torrc /dev/null";
        ExecReload = "/bin/sh -c \"kill -HUP $MAINPID\"";
        User = "tor";
        Group = "tor";
        # The first is a relay's word to end its connections.
        KillSignal = "SIGINT";
        TimeoutSec = settings.ShutdownWaitLength + 30;
        Restart = "on-failure";
        LimitNOFILE = 32768;
        RuntimeDirectory = [
          "tor"
          "tor/ClientOnionAuthDir"
        ];
        RuntimeDirectoryMode = "0710";
        StateDirectory = [
          "tor"
          "tor/onion"
        ];
        StateDirectoryMode = "0700";
        UMask = "0066";
        AmbientCapabilities = lib.mkIf isPrivileged [ "CAP_NET_BIND_SERVICE" ];
      };
    };
  };
}
