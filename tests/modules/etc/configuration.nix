{ pkgs, lib, ... }:
{
  environment.etc = {
    "shop/shop.conf".text = "currency = EUR\n";
    "shop/secret" = {
      text = "a";
      mode = "0640";
      group = "shop";
    };
    "words".source = pkgs.hello;
    "copied" = {
      source = pkgs.hello;
      mode = "0444";
      uid = 7;
    };
    "off" = {
      enable = false;
      text = "";
    };
    "renamed" = {
      target = "shop/other name";
      text = "b";
    };
    "replaced" = {
      text = "c";
      source = lib.mkForce pkgs.hello;
    };
    "nsswitch.conf".text = "hosts: files\n";
  };
  users.groups.shop = { };
  time.timeZone = "Europe/Amsterdam";
  environment.shellAliases.ll = "ls -l";
}
