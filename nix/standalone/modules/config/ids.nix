# The fixed ids that NixOS gives to names, so that data in volumes keeps its owner when it moves
# between a NixOS machine and a container. Names that are not here get one that follows from the
# name, see nix/container/ids.nix.
{ lib, ... }:

let
  inherit (lib) mkOption types;

  table =
    what:
    mkOption {
      type = types.attrsOf types.int;
      internal = true;
      description = "The fixed ids of ${what}.";
    };

  # The same number for the user and for the group of that name.
  both = {
    root = 0;
    messagebus = 4;
    ftp = 8;
    atd = 12;
    postfix = 13;
    dovecot = 15;
    tomcat = 16;
    tor = 35;
    git = 41;
    dovecot2 = 46;
    dovenull2 = 47;
    mpd = 50;
    clamav = 51;
    wwwrun = 54;
    spamd = 56;
    nginx = 60;
    chrony = 61;
    smtpd = 63;
    smtpq = 64;
    graphite = 68;
    transmission = 70;
    postgres = 71;
    varnish = 75;
    lighttpd = 77;
    ircd = 80;
    bacula = 81;
    deluge = 83;
    mysql = 84;
    rabbitmq = 85;
    minidlna = 91;
    elasticsearch = 92;
    couchdb = 106;
    jenkins = 109;
    vault = 115;
    murmur = 117;
    influxdb = 125;
    nsd = 126;
    gitolite = 127;
    znc = 128;
    redmine = 147;
    prosody = 149;
    gitlab = 165;
    zabbix = 180;
    syncthing = 237;
    caddy = 239;
    mosquitto = 246;
    prometheus = 255;
  };
in
{
  options.ids = {
    uids = table "users";
    gids = table "groups";
  };

  config.ids = {
    uids = both // {
      nagios = 11;
      cups = 36;
      exim = 172;
      uptimed = 184;
      plex = 193;
      grafana = 196;
      uwsgi = 201;
      matrix-synapse = 224;
      nobody = 65534;
    };
    gids = both // {
      wheel = 1;
      tty = 3;
      disk = 6;
      postdrop = 14;
      uucp = 19;
      adm = 55;
      keys = 96;
      users = 100;
      nogroup = 65534;
    };
  };
}
