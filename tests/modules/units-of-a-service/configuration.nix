# A service's options, and what they are in units.json.
{ pkgs, ... }:
{
  systemd.services.shop = {
    description = "The shop";
    documentation = [ "https://example.org/manual" ];
    after = [
      "network.target"
      "postgresql.service"
    ];
    requires = [ "postgresql.service" ];
    wantedBy = [ "multi-user.target" ];
    onFailure = [ "mail@%n.service" ];
    conflicts = [ "shop-test.service" ];
    startLimitIntervalSec = 30;
    startLimitBurst = 3;
    unitConfig.ConditionPathExists = "!/data/closed";
    aliases = [ "store.service" ];
    environment = {
      PLAIN = "yes";
      WITH_BLANKS = "a b \"c\" 100%";
      UNSET = null;
      FROM = pkgs.hello;
    };
    path = [
      pkgs.hello
      "/opt/shop"
    ];
    preStart = "mkdir -p /data/shop";
    script = "exec shop --port 8000 $1";
    scriptArgs = "%i";
    postStart = "true";
    reload = "kill -HUP $MAINPID";
    preStop = "shop --stop";
    postStop = "rm -f /run/shop.pid";
    restartTriggers = [ pkgs.hello ];
    serviceConfig = {
      User = "shop";
      ExecStartPre = [ "+/opt/shop/prepare" ];
      Restart = "on-failure";
      StateDirectory = "shop";
      LimitNOFILE = 4096;
      PrivateTmp = true;
      Nice = null;
    };
  };
  systemd.services.off = {
    enable = false;
    script = "true";
  };
  users.users.shop = {
    isSystemUser = true;
    group = "shop";
  };
  users.groups.shop = { };
}
