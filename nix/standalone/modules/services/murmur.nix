# Murmur, the server of Mumble's voice chat, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  stateDirectory = import ./state-directory.nix { inherit lib; };
  inherit (import ../short-options.nix { inherit lib; }) number orNull text;
  cfg = config.services.murmur;

  inherit (lib) mkOption types;

  file = orNull types.path;

  # Murmur takes an empty value for its own default.
  given = lib.filterAttrs (_: value: value != null && value != "") {
    database = "${cfg.stateDir}/murmur.sqlite";
    inherit (cfg)
      port
      bandwidth
      users
      autobanAttempts
      autobanTimeframe
      autobanTime
      registerName
      registerPassword
      registerUrl
      registerHostname
      sslCert
      sslKey
      dbus
      ;
    welcometext = lib.optionalString (cfg.welcometext != "") "\"${cfg.welcometext}\"";
    host = cfg.hostName;
    serverpassword = cfg.password;
    textmessagelength = cfg.textMsgLength;
    imagemessagelength = cfg.imgMsgLength;
    allowhtml = lib.boolToString cfg.allowHtml;
    logdays = cfg.logDays;
    bonjour = lib.boolToString cfg.bonjour;
    sendversion = lib.boolToString cfg.sendVersion;
    certrequired = lib.boolToString cfg.clientCertRequired;
    sslCA = cfg.sslCa;
  };

  # An empty name of the log file is its standard output.
  configFile = pkgs.writeText "murmurd.ini" ''
    ${lib.concatStrings (lib.mapAttrsToList (key: value: "${key}=${toString value}\n") given)}
    logfile=${lib.optionalString cfg.logToFile "/var/log/murmur/murmurd.log"}
    ${cfg.extraConfig}
  '';
in
{
  options.services.murmur = {
    enable = lib.mkEnableOption "the Mumble server";
    package = lib.mkPackageOption pkgs "murmur" { };
    openFirewall = lib.mkEnableOption "exposing the server's port, which is exposed in any case,";

    user = text "murmur" "User that the server runs as; created if it is the default one.";
    group = text "murmur" "Group that the server runs as; created if it is the default one.";

    stateDir = mkOption {
      type = types.path;
      default = "/var/lib/murmur";
      description = "Directory of the database.";
    };

    port = mkOption {
      type = types.port;
      default = 64738;
      description = "Port to listen on, over TCP and UDP.";
    };
    hostName = text "" "Address to listen on; empty is every one.";

    password = mkOption {
      type = types.str;
      default = "";
      example = "$MURMURD_PASSWORD";
      description = ''
        Password that everyone needs to connect. It would be in the image for everyone to read: name a
        variable of {option}`environmentFile`.
      '';
    };
    environmentFile = file ''
      File of the container with variables, `NAME=value`, that the values of the other options name as
      `$NAME`: for passwords.
    '';

    welcometext = text "" "What users are greeted with.";
    bandwidth = number 72000 "Bits per second that a client may send.";
    users = number 100 "Number of users that may be connected at a time.";
    textMsgLength = number 5000 "Length of a text message; 0 is no limit.";
    imgMsgLength = number 131072 "Length of a text message with an image; 0 is no limit.";
    allowHtml = mkOption {
      type = types.bool;
      default = true;
      description = "Whether text messages may have HTML.";
    };
    logDays = number 31 "Days that log entries are kept in the database; -1 keeps none.";
    logToFile = lib.mkEnableOption "logging to {file}`/var/log/murmur` instead of the container's log";

    autobanAttempts = number 10 "Attempts to connect, within the time frame, after which an address is banned; 0 bans none.";
    autobanTimeframe = number 120 "Seconds in which attempts are counted.";
    autobanTime = number 300 "Seconds that a ban lasts.";

    bonjour = lib.mkEnableOption "being found in the local network";
    sendVersion = mkOption {
      type = types.bool;
      default = true;
      description = "Whether clients are told the server's version.";
    };
    clientCertRequired = lib.mkEnableOption "requiring a certificate of clients";

    registerName = text "" "Name in the public list of servers, and of the root channel.";
    registerPassword = text "" "Password for changes of the entry in the public list.";
    registerUrl = text "" "Web site that the public list names.";
    registerHostname = text "" "Host name that the public list names.";

    sslCert = file "Certificate; null makes one that nobody vouches for.";
    sslKey = file "Key of the certificate.";
    sslCa = file "Certificates of the authorities between.";

    dbus = mkOption {
      type = types.enum [
        null
        "session"
        "system"
      ];
      default = null;
      description = "Message bus that the server can be controlled over.";
    };

    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Lines for the end of {file}`murmurd.ini`.";
    };
  };

  config = lib.mkIf cfg.enable {
    users = import ./account.nix { inherit config lib; } {
      name = "murmur";
      inherit (cfg) user group;
      description = "Mumble server";
      more.home = cfg.stateDir;
    };

    environment.systemPackages = [ cfg.package ];

    docker.internal = {
      exposedPorts = lib.optionals (import ./reachable.nix cfg.hostName) [
        cfg.port
        "${toString cfg.port}/udp"
      ];
      essentialUnits = [ "murmur.service" ];
    };

    systemd.services.murmur = {
      description = "Mumble server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      path = [ pkgs.envsubst ];
      preStart = ''
        umask 077
        envsubst < ${configFile} > /run/murmur/murmurd.ini
      '';
      serviceConfig = {
        ExecStart = "${cfg.package}/bin/mumble-server -fg -ini /run/murmur/murmurd.ini";
        User = cfg.user;
        Group = cfg.group;
        RuntimeDirectory = "murmur";
        RuntimeDirectoryMode = "0700";
        UMask = "0027";
        Restart = "always";
        EnvironmentFile = lib.mkIf (cfg.environmentFile != null) cfg.environmentFile;
        LogsDirectory = lib.mkIf cfg.logToFile "murmur";
        LogsDirectoryMode = lib.mkIf cfg.logToFile "0750";
      }
      // stateDirectory "murmur" "0700" cfg.stateDir;
    };
  };
}
