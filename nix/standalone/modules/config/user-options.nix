# The options of one user.
{
  lib,
  cfg,
  field,
}:

let
  inherit (lib) mkOption types;

  flag = (import ../short-options.nix { inherit lib; }).flag false;

  secret =
    description:
    mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "${description} Accepted, but never put into the image.";
    };
in
{ name, config, ... }:
{
  options = {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = "Whether the user exists.";
    };

    name = mkOption {
      type = field;
      default = name;
      defaultText = lib.literalMD "the attribute's name";
      description = "The user's name.";
    };

    description = mkOption {
      type = field;
      default = "";
      example = "Alice Q. User";
      description = "The user's full name, or what the account is for.";
    };

    uid = mkOption {
      type = types.nullOr types.int;
      default = null;
      description = ''
        The user's number. Null lets it follow from the name alone, so that it stays the same when
        other users come and go.
      '';
    };

    isSystemUser = flag "Whether the account is a service's. Its number is then from 400 to 999.";
    isNormalUser = flag ''
      Whether the account is a person's: with a home that is made, a shell, and the group `users`.
      Its number is then 1000 or more.
    '';

    group = mkOption {
      type = types.str;
      default = "";
      description = "The user's primary group.";
    };

    extraGroups = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "wheel" ];
      description = "Further groups of the user.";
    };

    home = mkOption {
      type = types.strMatching "/[^:\n]*";
      default = "/var/empty";
      description = "The user's home directory.";
    };
    createHome = flag "Whether the home directory is made, with the user as its owner.";
    homeMode = mkOption {
      type = types.strMatching "[0-7]{1,5}";
      default = "700";
      description = "The mode of a home directory that is made.";
    };

    shell = mkOption {
      type = types.nullOr (types.either types.package field);
      default = "/usr/sbin/nologin";
      example = lib.literalExpression "pkgs.bash";
      description = "The user's login shell.";
    };
    useDefaultShell = flag "Whether the login shell is `users.defaultUserShell`.";
    ignoreShellProgramCheck = flag "Accepted: shells are not checked.";

    hashedPassword = secret "The password's hash.";
    initialHashedPassword = secret "The hash of the first password.";
    password = secret "The password.";
    initialPassword = secret "The first password.";
    hashedPasswordFile = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/run/secrets/alice";
      description = ''
        A file of the container (not of the image: give it with `docker run -v`) whose first line is
        the hash of the user's password. It is read at every start.
      '';
    };

    openssh.authorizedKeys = {
      keys = mkOption {
        type = types.listOf types.singleLineStr;
        default = [ ];
        example = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… alice@example.org" ];
        description = "Public keys with which one may log in as the user.";
      };
      keyFiles = mkOption {
        type = types.listOf types.path;
        default = [ ];
        description = "Files with such keys, one a line.";
      };
    };

    packages = mkOption {
      type = types.listOf types.package;
      default = [ ];
      description = "Packages for the user. In a container everybody has them.";
    };

    linger = flag "Accepted: there are no sessions of users in a container.";
    autoSubUidGidRange = flag "Accepted: a container's range of ids is Docker's.";
    subUidRanges = mkOption {
      type = types.listOf types.anything;
      default = [ ];
      description = "Accepted: a container's range of ids is Docker's.";
    };
    subGidRanges = mkOption {
      type = types.listOf types.anything;
      default = [ ];
      description = "Accepted: a container's range of ids is Docker's.";
    };
  };

  config = lib.mkMerge [
    (lib.mkIf config.isNormalUser {
      group = lib.mkDefault "users";
      createHome = lib.mkDefault true;
      home = lib.mkDefault "${cfg.defaultUserHome}/${config.name}";
      useDefaultShell = lib.mkDefault true;
    })
    (lib.mkIf config.useDefaultShell { shell = lib.mkDefault cfg.defaultUserShell; })
  ];
}
