{ pkgs, ... }:
{
  services.mosquitto = {
    enable = true;
    allowAnonymous = true;
    users = { };
    aclExtraConf = "topic readwrite #";
  };
  environment.systemPackages = [ pkgs.mosquitto ];
}
