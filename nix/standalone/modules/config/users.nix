# `users.users` and `users.groups`. Ids that are not given are chosen when the image is made, see
# nix/container/ids.nix.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  cfg = config.users;

  # A field of /etc/passwd.
  field = types.strMatching "[^:\n]*";

  userType = types.submodule (import ./user-options.nix { inherit lib cfg field; });

  groupType = types.submodule (
    { name, ... }:
    {
      options = {
        name = mkOption {
          type = field;
          default = name;
          defaultText = lib.literalMD "the attribute's name";
          description = "The group's name.";
        };
        gid = mkOption {
          type = types.nullOr types.int;
          default = null;
          description = "The group's number; null lets it follow from the name.";
        };
        members = mkOption {
          type = types.listOf field;
          default = [ ];
          description = "Users of the group, besides those that say so themselves.";
        };
      };
    }
  );

  homeless = lib.filter (user: user.createHome && user.home == "/var/empty") (
    lib.attrValues cfg.users
  );
in
{
  imports = [
    (lib.mkAliasOptionModule [ "users" "extraUsers" ] [ "users" "users" ])
    (lib.mkAliasOptionModule [ "users" "extraGroups" ] [ "users" "groups" ])
  ];

  options.users = {
    users = mkOption {
      type = types.attrsOf userType;
      default = { };
      example = {
        shop = {
          isSystemUser = true;
          group = "shop";
        };
      };
      description = "The container's users, by name.";
    };

    groups = mkOption {
      type = types.attrsOf groupType;
      default = { };
      example = {
        shop = { };
      };
      description = "The container's groups, by name.";
    };

    mutableUsers = mkOption {
      type = types.bool;
      default = true;
      description = "Accepted: a new container has the image's users.";
    };

    enforceIdUniqueness = mkOption {
      type = types.bool;
      default = true;
      description = "Accepted: ids are always unique.";
    };

    defaultUserShell = mkOption {
      type = types.either types.package types.path;
      default = "/bin/bash";
      description = "The shell of users that people log in as.";
    };

    defaultUserHome = mkOption {
      type = types.str;
      default = "/home";
      description = "Where the homes of users that people log in as are.";
    };

    motd = mkOption {
      type = types.nullOr types.lines;
      default = null;
      description = "What a login shows first, over ssh and in a shell of `docker exec`.";
    };

    motdFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "The same, as a file.";
    };
  };

  config = {
    users.users = {
      root = {
        uid = 0;
        group = "root";
        description = "System administrator";
        home = "/root";
        shell = lib.mkDefault cfg.defaultUserShell;
      };
      nobody = {
        uid = 65534;
        isSystemUser = true;
        group = "nogroup";
        description = "Unprivileged account (don't use!)";
      };
    };

    users.groups = lib.mapAttrs (_: gid: { gid = lib.mkDefault gid; }) {
      root = 0;
      wheel = 1;
      kmem = 2;
      tty = 3;
      disk = 6;
      lp = 20;
      audio = 17;
      cdrom = 24;
      video = 26;
      dialout = 27;
      utmp = 29;
      adm = 55;
      systemd-journal = 62;
      users = 100;
      input = 174;
      kvm = 302;
      render = 303;
      shadow = 318;
      nogroup = 65534;
    };

    environment.etc.motd = lib.mkMerge [
      (lib.mkIf (cfg.motd != null) { text = cfg.motd; })
      (lib.mkIf (cfg.motdFile != null) { source = cfg.motdFile; })
    ];

    environment.systemPackages = lib.concatMap (user: user.packages) (lib.attrValues cfg.users);

    assertions =
      lib.mapAttrsToList (name: user: {
        assertion = !(user.isSystemUser && user.isNormalUser);
        message = "users.users.${name}: isSystemUser and isNormalUser can't both be true";
      }) cfg.users
      ++ lib.mapAttrsToList (name: user: {
        assertion = user.group != "" && cfg.groups ? ${user.group};
        message =
          if user.group == "" then
            "users.users.${name}.group is not set. Give the user a group of its own: users.users.${name}.group = \"${name}\"; users.groups.${name} = { };"
          else
            "users.users.${name}.group: there is no group `${user.group}'. Declare it: users.groups.${user.group} = { };";
      }) (lib.filterAttrs (_: user: user.enable) cfg.users)
      ++ map (user: {
        assertion = false;
        message = "users.users.${user.name}.createHome is on, but the user has no home. Set users.users.${user.name}.home.";
      }) homeless;

    warnings =
      map
        (
          user:
          "users.users.${user.name}: NixOS wants to know if this is a person's account (isNormalUser = true) "
          + "or a service's (isSystemUser = true); here it is taken for a service's."
        )
        (
          lib.filter (user: user.enable && !user.isNormalUser && !user.isSystemUser && user.uid == null) (
            lib.attrValues cfg.users
          )
        );
  };
}
