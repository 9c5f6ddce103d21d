{ pkgs, ... }:
{
  system.services.web.process.argv = [
    "${pkgs.busybox}/bin/busybox"
    "httpd"
    "-f"
    "-p"
    "8080"
    "-h"
    "${pkgs.writeTextDir "index.html" "hello from a modular service\n"}"
  ];
}
