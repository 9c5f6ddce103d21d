# Passwords of users. None is put into the image, which everyone who has it can read; a hash comes
# from a file that the container is given, and is entered into /etc/shadow at every start.
{ config, lib, ... }:

let
  cfg = config.users;

  said =
    user:
    lib.filter
      (
        option:
        user.${option} != null
        && !(lib.elem user.${option} [
          "!"
          "*"
        ])
      )
      [
        "password"
        "initialPassword"
        "hashedPassword"
        "initialHashedPassword"
      ];

  fromFiles = lib.filterAttrs (_: user: user.enable && user.hashedPasswordFile != null) cfg.users;
in
{
  system.activationScripts.passwords = lib.mkIf (fromFiles != { }) ''
    umask 077
    set_password() {
      if [ ! -r "$2" ]; then
        echo "users.users.$1.hashedPasswordFile: there is no $2, so $1 has no password" >&2
        return
      fi
      IFS= read -r hash < "$2" || true
      case $hash in
        *:*)
          echo "users.users.$1.hashedPasswordFile: the first line of $2 is no password's hash" >&2
          return
          ;;
      esac
      while IFS= read -r line; do
        case $line in
          "$1":*)
            rest=''${line#*:}
            line=$1:$hash:''${rest#*:}
            ;;
        esac
        printf '%s\n' "$line"
      done < /etc/shadow > /etc/shadow.new
      cat /etc/shadow.new > /etc/shadow
      rm /etc/shadow.new
    }
    ${lib.concatStrings (
      lib.mapAttrsToList (_: user: ''
        set_password ${lib.escapeShellArg user.name} ${lib.escapeShellArg user.hashedPasswordFile}
      '') fromFiles
    )}
  '';

  warnings = lib.concatLists (
    lib.mapAttrsToList (
      name: user:
      map (
        option:
        "users.users.${name}.${option} is not used: what an image holds can be read by everyone who has "
        + "it. Put the hash into a file that the container is given at run time and name it in "
        + "users.users.${name}.hashedPasswordFile."
      ) (said user)
    ) cfg.users
  );
}
