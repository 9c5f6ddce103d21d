# `security.wrappers`: the script that makes them at each start.
#
# Nothing in the store can have an owner or rights of its own. NixOS makes small programs that start the real one
# with the rights; here they are copies of the real one, which needs no compiler. A capability is effective at
# once in the copy, as it is in what NixOS' program starts.
{
  lib,
  pkgs,
  wrappers,
}:
let
  # Before 2021 this was any attribute set, and what it did not say was root's.
  complete =
    name: given:
    let
      capabilities = lib.filter (clause: clause != "") (lib.splitString " " (given.capabilities or ""));
      plain = !(given.setuid or false || given.setgid or false || given ? permissions);
      owned = kind: other: given.${kind} or (if capabilities != [ ] || plain then "root" else other);
    in
    {
      program = if given.program or null != null then given.program else name;
      source = "${given.source}";
      owner = "${owned "owner" "nobody"}:${owned "group" "nogroup"}";
      permissions = given.permissions or "u+rx,g+x,o+x";
      bits = lib.concatStringsSep "," (
        lib.optionals (capabilities == [ ]) (
          lib.optional (given.setuid or plain) "u+s" ++ lib.optional (given.setgid or false) "g+s"
        )
      );
      capabilities = lib.concatMapStringsSep " " (clause: "${clause}e") capabilities;
    };

  make =
    wrapper:
    "make "
    + lib.escapeShellArgs [
      wrapper.program
      wrapper.source
      wrapper.owner
      wrapper.permissions
      wrapper.bits
      wrapper.capabilities
    ]
    + "\n";

  enabled = lib.filterAttrs (_: wrapper: wrapper.enable or true) wrappers;
  completed = lib.mapAttrsToList complete enabled;
in
{
  any = enabled != { };

  script = ''
    status=0
    directory=/run/wrappers/bin
    rm -rf /run/wrappers
    mkdir -p -m 0755 "$directory"

    # program, source, owner, permissions, bits, capabilities. Nobody can run it before it is complete.
    make() {
      local file=$directory/$1
      if ! {
        cp -- "$2" "$file" && chmod 0000 "$file" && chown "$3" "$file" &&
          { [ -z "$6" ] || ${
            if lib.any (wrapper: wrapper.capabilities != "") completed then
              "${pkgs.libcap.out}/bin/setcap"
            else
              "false"
          } "$6" "$file"; } &&
          chmod "$4" "$file" && { [ -z "$5" ] || chmod "$5" "$file"; }
      }; then
        echo "security.wrappers.$1: its rights could not be given to it, so it has none of its own" >&2
        ln -sf "$2" "$file"
        status=1
      fi
    }

    ${lib.concatMapStrings make completed}
    while read -r _ mount _ options _; do
      case $mount,$options, in
        /run,*,nosuid,* | /run,nosuid,*)
          echo "security.wrappers: /run is mounted with nosuid, so they have no effect; use docker run --tmpfs /run:suid,exec" >&2
          status=1
          ;;
      esac
    done < /proc/mounts
    exit "$status"
  '';
}
