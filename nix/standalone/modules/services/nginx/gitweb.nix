# gitweb, git's own pages about repositories, with the option names of NixOS: `services.gitweb` says which, and
# `services.nginx.gitweb` where nginx serves them.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.nginx.gitweb;
  pages = config.services.gitweb;

  text =
    default: description:
    mkOption {
      type = types.str;
      inherit default description;
    };
in
{
  options.services.gitweb = {
    projectroot = mkOption {
      type = types.path;
      default = "/srv/git";
      description = "Directory whose repositories are shown.";
    };
    extraConfig = mkOption {
      type = types.lines;
      default = "";
      example = "$feature{'avatar'}{'default'} = ['gravatar'];";
      description = "Lines for the end of {file}`gitweb.conf`, in Perl.";
    };
    gitwebTheme = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted, and without effect: Debian has git's own theme alone.";
    };
    gitwebConfigFile = mkOption {
      type = types.path;
      default = pkgs.writeText "gitweb.conf" ''
        $projectroot = "${pages.projectroot}";
        ${pages.extraConfig}
      '';
      internal = true;
      readOnly = true;
      description = "The file that these options lead to.";
    };
  };

  options.services.nginx.gitweb = {
    enable = lib.mkEnableOption "pages about git repositories";
    location = text "/gitweb" "Where they are; they are found with a slash at its end.";
    user = text "nginx" "User that reads the repositories; git shows nobody else's.";
    group = text "nginx" "Group that reads the repositories.";
    virtualHost = text "_" "Virtual host that they are at.";
  };

  config = lib.mkIf (config.services.nginx.enable && cfg.enable) {
    # It could answer by itself, but ends with the first page that does not exist.
    services.fcgiwrap.instances.gitweb = {
      process = { inherit (cfg) user group; };
      socket = { inherit (config.services.nginx) user group; };
    };
    systemd.services.fcgiwrap-gitweb.path = [ pkgs.git ];

    services.nginx.virtualHosts.${cfg.virtualHost}.locations = {
      "${cfg.location}/static/".alias = "${pkgs.gitweb}/static/";
      "${cfg.location}/" = {
        fastcgiParams = {
          SCRIPT_FILENAME = "${pkgs.gitweb}/gitweb.cgi";
          SCRIPT_NAME = cfg.location;
          PATH_INFO = "$gitweb_path";
          GITWEB_CONFIG = pages.gitwebConfigFile;
        };
        extraConfig = ''
          set $gitweb_path "";
          if ($uri ~ "^${lib.escapeRegex cfg.location}(/.*)$") { set $gitweb_path $1; }
          fastcgi_pass unix:/run/fcgiwrap-gitweb.sock;
        '';
      };
    };
  };
}
