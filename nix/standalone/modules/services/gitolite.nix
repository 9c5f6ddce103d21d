# Gitolite, git repositories over ssh and who may do what with them, with the option names of NixOS. Its users are
# keys of one account, so it needs services.openssh.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  stateDirectory = import ./state-directory.nix { inherit lib; };
  inherit (import ../short-options.nix { inherit lib; }) option;
  cfg = config.services.gitolite;

  inherit (lib) mkOption types;

  # The file's name is the administrator's.
  keyFile = "${pkgs.writeTextDir "gitolite-admin.pub" cfg.adminPubkey}/gitolite-admin.pub";

  extraRc =
    lib.optionalString cfg.enableGitAnnex "push( @{$RC{ENABLE}}, 'git-annex-shell ua');\n"
    + cfg.extraGitoliteRc;

  # Run as root: a directory on a fresh volume belongs to root.
  makeDataDir = pkgs.writeShellScript "gitolite-data-dir" ''
    set -eu
    install -d -m 0750 -o ${lib.escapeShellArg cfg.user} -g ${lib.escapeShellArg cfg.group} ${lib.escapeShellArg cfg.dataDir}
  '';
in
{
  options.services.gitolite = {
    enable = lib.mkEnableOption "Gitolite, which serves git repositories over ssh";

    adminPubkey = mkOption {
      type = types.str;
      example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… alice@example.org";
      description = ''
        Public key of the one who may change the repository `gitolite-admin`. It counts at the first
        start; after that the repository itself says who that is.
      '';
    };

    dataDir =
      option types.str "/var/lib/gitolite"
        "Directory of the repositories, and the user's home.";
    user = option types.str "gitolite" "User that git is run as, and that one logs in as.";
    group = option types.str "gitolite" "Group that git is run as.";
    description = option types.str "Gitolite user" "The user's full name.";
    enableGitAnnex = option types.bool false "Whether repositories may be those of git-annex.";
    commonHooks = option (types.listOf types.path) [ ] "Scripts that are hooks of every repository.";

    extraGitoliteRc = mkOption {
      type = types.lines;
      default = "";
      example = ''
        $RC{UMASK} = 0027;
        push( @{$RC{ENABLE}}, 'Kindergarten' );
      '';
      description = "Lines of Perl for the end of {file}`.gitolite.rc`, which is then written at each start.";
    };
  };

  config = lib.mkIf cfg.enable {
    users.users.${cfg.user} = {
      isSystemUser = true;
      inherit (cfg) description group;
      uid = config.ids.uids.gitolite;
      home = cfg.dataDir;
      useDefaultShell = true;
    };
    users.groups.${cfg.group}.gid = config.ids.gids.gitolite;

    environment.systemPackages = [
      pkgs.gitolite
      pkgs.git
    ]
    ++ lib.optional cfg.enableGitAnnex pkgs.git-annex;

    systemd.services.gitolite-init = {
      description = "Gitolite's repositories";
      wantedBy = [ "multi-user.target" ];
      path = [
        pkgs.gitolite
        pkgs.git
        pkgs.openssh
        "/usr"
      ];

      script = ''
        cd ${lib.escapeShellArg cfg.dataDir}
        # Gitolite does nothing without a place for its log.
        mkdir -p .gitolite/logs
        rc=.gitolite.rc
        managed='# Written at each start (services.gitolite.extraGitoliteRc).'
      ''
      + (
        if extraRc == "" then
          ''
            if head -n 1 "$rc" 2> /dev/null | grep -qxF "$managed"; then rm "$rc"; fi
          ''
        else
          ''
            # A link is what NixOS has left in the volume.
            if [ -f "$rc" ] && [ ! -L "$rc" ] && ! head -n 1 "$rc" | grep -qxF "$managed" &&
              ! gitolite print-default-rc | cmp -s - "$rc"; then
              echo "<3>$PWD/$rc was changed by hand: services.gitolite.extraGitoliteRc can't be written to it"
              exit 1
            fi
            rm -f "$rc"
            {
              echo "$managed"
              gitolite print-default-rc
              cat ${pkgs.writeText "extra.gitolite.rc" extraRc}
              echo '1;'
            } > "$rc.new"
            mv "$rc.new" "$rc"
          ''
      )
      + ''
        if [ -L "$rc" ]; then rm "$rc"; fi
        if [ ! -d repositories ]; then
          gitolite setup -pk ${keyFile}
        fi
      ''
      + lib.optionalString (cfg.commonHooks != [ ]) ''
        for hook in ${lib.escapeShellArgs cfg.commonHooks}; do
          # Without the hash that a path has in the store.
          name=$(basename "$hook" | sed -E 's/^[a-z0-9]{32}-//')
          install -D -m 0755 "$hook" ".gitolite/hooks/common/$name"
        done
      ''
      + ''
        # What a new version or a new hook changes.
        gitolite setup
      '';

      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStartPre = [ "+${makeDataDir}" ];
        User = cfg.user;
        Group = cfg.group;
      }
      // stateDirectory "gitolite" "0750" cfg.dataDir;
    };
  };
}
