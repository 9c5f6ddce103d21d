{ pkgs, ... }: { environment.systemPackages = [ pkgs.unfree ]; }
