{ pkgs, ... }:
{
  services.gitolite = {
    enable = true;
    user = "git";
    adminPubkey = "ssh-ed25519 AAAA admin";
    enableGitAnnex = false;
    extraGitoliteRc = "$RC{UMASK} = 0027;";
    commonHooks = [ (pkgs.writeShellScript "post-receive" "true") ];
  };

  services.cgit.pages = {
    enable = true;
    nginx.virtualHost = "git.example.org";
    nginx.location = "/code/";
    scanPath = "/var/lib/gitolite/repositories";
    user = "git";
    group = "gitolite";
    settings = {
      enable-follow-links = true;
      readme = [
        ":README.md"
        ":README"
      ];
      cache-size = 0;
      strict-export = "git-daemon-export-ok";
    };
  };
  services.cgit."two.example.org" = {
    enable = true;
    repos."tools/site" = {
      path = "/data/site.git";
      desc = "The site";
    };
    extraConfig = "snapshots=tar.gz";
    gitHttpBackend.checkExportOkFiles = false;
  };
  services.cgit.read = {
    enable = true;
    scanPath = "/data/read";
    gitHttpBackend.enable = false;
  };
}
