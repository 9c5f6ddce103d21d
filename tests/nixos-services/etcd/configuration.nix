{ pkgs, ... }:
{
  services.etcd = {
    enable = true;
    listenClientUrls = [ "http://0.0.0.0:2379" ];
    advertiseClientUrls = [ "http://127.0.0.1:2379" ];
  };
}
