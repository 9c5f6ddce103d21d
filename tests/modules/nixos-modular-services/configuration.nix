# Services that are not NixOS' alone, one below another: their arguments arrive as they are written.
{ pkgs, ... }:
{
  system.services.shop = {
    process.argv = [
      "${pkgs.coreutils}/bin/shop"
      "--rate=5%"
      "$HOME"
      "two words"
      ''a "quote" and \''
    ];
    configData."shop.conf".text = "port = 80\n";
    systemd.sockets."".listenStreams = [ "80" ];
    services.worker = {
      process.argv = [ "${pkgs.coreutils}/bin/worker" ];
      systemd.services."".serviceConfig.User = "nobody";
      systemd.services.cleanup.script = "true";
    };
  };
}
