# Modules of services, by the options of `services` that each declares, and no others. Such a module does nothing until
# they are set, so one that nothing mentions is not even read (../default.nix).
{
  bind = ./services/bind.nix;
  borgbackup = ./services/borgbackup;
  caddy = ./services/caddy;
  cgit = ./services/cgit.nix;
  cron = ./services/cron.nix;
  dbus = ./services/dbus.nix;
  dnsmasq = ./services/dnsmasq.nix;
  fcgiwrap = ./services/fcgiwrap.nix;
  gitolite = ./services/gitolite.nix;
  gitweb = ./services/nginx;
  haproxy = ./services/haproxy.nix;
  httpd = ./services/httpd;
  influxdb = ./services/influxdb.nix;
  logrotate = ./services/logrotate.nix;
  memcached = ./services/memcached.nix;
  mosquitto = ./services/mosquitto;
  murmur = ./services/murmur.nix;
  mysql = ./services/mysql;
  mysqlBackup = ./services/mysql-backup.nix;
  nginx = ./services/nginx;
  ngircd = ./services/ngircd.nix;
  openssh = ./services/openssh;
  phpfpm = ./services/phpfpm;
  postfix = ./services/postfix;
  postgresql = ./services/postgresql;
  postgresqlBackup = ./services/postgresql-backup.nix;
  prometheus = ./services/prometheus;
  prosody = ./services/prosody;
  rabbitmq = ./services/rabbitmq.nix;
  radicale = ./services/radicale.nix;
  redis = ./services/redis;
  restic = ./services/restic;
  samba = ./services/samba.nix;
  sshd = ./services/openssh;
  squid = ./services/squid.nix;
  syncthing = ./services/syncthing;
  tinyproxy = ./services/tinyproxy.nix;
  tor = ./services/tor;
  transmission = ./services/transmission.nix;
  unbound = ./services/unbound.nix;
  vsftpd = ./services/vsftpd.nix;
}
