# Passwords of users. None is put into the image, which everyone who has it could read; a hash comes
# from a file that the container is given, and is entered into /etc/shadow at every start.
{ lib, users }:

let
  said =
    user:
    lib.filter
      (
        option:
        user.${option} or null != null
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

  # `passwordFile` until 2023, which was a file of a hash, too.
  fileOf =
    user:
    if user.hashedPasswordFile or null != null then
      user.hashedPasswordFile
    else
      user.passwordFile or null;
  fileOption =
    if lib.any (user: user ? hashedPasswordFile) (lib.attrValues users) then
      "hashedPasswordFile"
    else
      "passwordFile";
  fromFiles = lib.filterAttrs (_: user: user.enable or true && fileOf user != null) users;
in
{
  # Whether there is anything to enter.
  any = fromFiles != { };

  script = ''
    umask 077
    set_password() {
      if [ ! -r "$2" ]; then
        echo "users.users.$1.${fileOption}: there is no $2, so $1 has no password" >&2
        return
      fi
      IFS= read -r hash < "$2" || true
      case $hash in
        *:*)
          echo "users.users.$1.${fileOption}: the first line of $2 is no password's hash" >&2
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
        set_password ${lib.escapeShellArg user.name} ${lib.escapeShellArg (fileOf user)}
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
        + "users.users.${name}.${fileOption}."
      ) (said user)
    ) users
  );
}
