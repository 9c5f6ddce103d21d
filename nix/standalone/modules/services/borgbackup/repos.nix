# Repositories that others back up to, over ssh: `services.borgbackup.repos`, with the option names of NixOS.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  inherit (config.services.borgbackup) repos;
  inherit (import ../../short-options.nix { inherit lib; }) option;

  # Whoever has the key may do nothing but this.
  allowed =
    repo: flags: key:
    let
      serve = "borg serve --restrict-to-${if repo.allowSubRepos then "path" else "repository"} .${flags}${
        lib.optionalString (repo.quota != null) " --storage-quota ${repo.quota}"
      }";
    in
    ''command="cd ${lib.escapeShellArg repo.path} && ${serve}",restrict ${key}'';
in
{
  options.services.borgbackup.repos = mkOption {
    default = { };
    example = lib.literalExpression ''
      {
        web = {
          path = "/var/lib/borgbackup/web";
          authorizedKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… root@web" ];
        };
      }
    '';
    description = "Repositories that others back up to; they need services.openssh.";
    type = types.attrsOf (
      types.submodule {
        options = {
          path = option types.path "/var/lib/borgbackup" "The repository's directory.";
          user = option types.str "borg" "User that the others log in as.";
          group = option types.str "borg" "The user's group.";
          authorizedKeys = option (types.listOf types.str) [ ] "Public keys that may read and write.";
          authorizedKeysAppendOnly =
            option (types.listOf types.str) [ ]
              "Public keys that may add, and delete nothing.";
          allowSubRepos = option types.bool false "Whether repositories may be made in directories below.";
          quota = mkOption {
            type = types.nullOr (types.strMatching "[[:digit:].]+[KMGTP]?");
            default = null;
            example = "100G";
            description = "How large the repository may become.";
          };
        };
      }
    );
  };

  config = lib.mkIf (repos != { }) {
    assertions = lib.mapAttrsToList (name: repo: {
      assertion = repo.authorizedKeys != [ ] || repo.authorizedKeysAppendOnly != [ ];
      message = "services.borgbackup.repos.${name}: nobody can reach it; give a public key in authorizedKeys.";
    }) repos;

    users.users = lib.mkMerge (
      lib.mapAttrsToList (_: repo: {
        ${repo.user} = {
          isSystemUser = true;
          inherit (repo) group;
          useDefaultShell = true;
          openssh.authorizedKeys.keys =
            map (allowed repo "") repo.authorizedKeys
            ++ map (allowed repo " --append-only") repo.authorizedKeysAppendOnly;
        };
      }) repos
    );
    users.groups = lib.mapAttrs' (_: repo: lib.nameValuePair repo.group { }) repos;

    environment.systemPackages = [ config.services.borgbackup.package ];

    systemd.services = lib.mapAttrs' (
      name: repo:
      lib.nameValuePair "borgbackup-repo-${name}" {
        description = "Directory of the borg repository ${name}";
        wantedBy = [ "multi-user.target" ];
        before = [ "sshd.service" ];
        script = ''
          mkdir -p ${lib.escapeShellArg repo.path}
          chown ${repo.user}:${repo.group} ${lib.escapeShellArg repo.path}
        '';
        serviceConfig.Type = "oneshot";
      }
    ) repos;
  };
}
