# fcgiwrap, which runs CGI programs for web servers that speak FastCGI, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../short-options.nix { inherit lib; }) option;
  instances = config.services.fcgiwrap.instances;

  instance =
    { name, ... }:
    {
      options = {
        process = {
          prefork = option types.ints.positive 1 "Number of processes.";
          user = option (types.nullOr types.str) null "User that programs run as; null is one of its own.";
          group = option (types.nullOr types.str) null "Group that programs run as; null is one of its own.";
        };
        socket = {
          type = option (types.enum [
            "unix"
            "tcp"
            "tcp6"
          ]) "unix" "Kind of the socket.";
          address = mkOption {
            type = types.str;
            default = "/run/fcgiwrap-${name}.sock";
            defaultText = lib.literalExpression ''"/run/fcgiwrap-''${name}.sock"'';
            example = "127.0.0.1:9000";
            description = "The socket's path, or address and port.";
          };
          user = option (types.nullOr types.str) null "Owner of the socket's file.";
          group = option (types.nullOr types.str) null "Group of the socket's file.";
          mode = option (types.nullOr types.str) "0600" "Mode of the socket's file.";
        };
      };
    };
in
{
  options.services.fcgiwrap.instances = mkOption {
    type = types.attrsOf (types.submodule instance);
    default = { };
    description = "Instances of fcgiwrap, by name: each a socket and the user that programs run as.";
  };

  config = lib.mkIf (instances != { }) {
    systemd.sockets = lib.mapAttrs' (
      name: one:
      lib.nameValuePair "fcgiwrap-${name}" {
        description = "Socket of fcgiwrap ${name}";
        wantedBy = [ "sockets.target" ];
        socketConfig = {
          ListenStream = one.socket.address;
        }
        // lib.optionalAttrs (one.socket.type == "unix") (
          lib.filterAttrs (_: value: value != null) {
            SocketUser = one.socket.user;
            SocketGroup = one.socket.group;
            SocketMode = one.socket.mode;
          }
        );
      }
    ) instances;

    systemd.services = lib.mapAttrs' (
      name: one:
      lib.nameValuePair "fcgiwrap-${name}" {
        description = "CGI programs of ${name}";
        after = [ "nss-user-lookup.target" ];
        path = [ "/usr" ];
        serviceConfig = {
          ExecStart = "${pkgs.fcgiwrap}/bin/fcgiwrap -c ${toString one.process.prefork}";
          User = if one.process.user == null then "fcgiwrap-${name}" else one.process.user;
          Group = if one.process.group == null then "fcgiwrap-${name}" else one.process.group;
        };
      }
    ) instances;

    users.users = lib.mapAttrs' (
      name: one:
      lib.nameValuePair "fcgiwrap-${name}" {
        isSystemUser = true;
        group = if one.process.group == null then "fcgiwrap-${name}" else one.process.group;
      }
    ) (lib.filterAttrs (_: one: one.process.user == null) instances);
    users.groups = lib.mapAttrs' (name: _: lib.nameValuePair "fcgiwrap-${name}" { }) (
      lib.filterAttrs (_: one: one.process.group == null) instances
    );
  };
}
