# torsocks, which sends what a program opens through Tor, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (import ../../short-options.nix { inherit lib; }) option;
  cfg = config.services.tor.torsocks;

  inherit (lib) types;

  file =
    server:
    let
      parts = lib.splitString ":" server;
    in
    pkgs.writeText "torsocks.conf" ''
      TorAddress ${lib.head parts}
      TorPort ${lib.last parts}
      OnionAddrRange ${cfg.onionAddrRange}
      ${lib.optionalString (cfg.socks5Username != null) "SOCKS5Username ${cfg.socks5Username}"}
      ${lib.optionalString (cfg.socks5Password != null) "SOCKS5Password ${cfg.socks5Password}"}
      AllowInbound ${if cfg.allowInbound then "1" else "0"}
    '';
in
{
  options.services.tor.torsocks = {
    enable = option types.bool false "Whether there are `torsocks` and its configuration.";
    server = option types.str "127.0.0.1:9050" "Address and port of Tor's SOCKS.";
    fasterServer = option types.str "127.0.0.1:9063" "The same for the program torsocks-faster.";
    onionAddrRange =
      option types.str "127.42.42.0/24"
        "Addresses that programs are given for names in .onion.";
    socks5Username =
      option (types.nullOr types.str) null
        "Name to log in with; $TORSOCKS_USERNAME comes first.";
    socks5Password =
      option (types.nullOr types.str) null
        "Password to log in with, which is in the image; $TORSOCKS_PASSWORD comes first.";
    allowInbound = option types.bool false "Whether programs may be servers.";
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [
      pkgs.torsocks
      (pkgs.writeShellScriptBin "torsocks-faster" ''
        TORSOCKS_CONF_FILE=${file cfg.fasterServer} exec ${pkgs.torsocks}/bin/torsocks "$@"
      '')
    ];
    environment.etc."tor/torsocks.conf".source = file cfg.server;
  };
}
