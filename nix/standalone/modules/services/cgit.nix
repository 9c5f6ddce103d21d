# cgit, git repositories on the web, with the option names of NixOS: nginx serves it, and lets repositories be
# cloned. Any number of them, by name.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../short-options.nix { inherit lib; }) option;

  enabled = lib.filterAttrs (_: cfg: cfg.enable) config.services.cgit;

  setting = types.oneOf [
    types.bool
    types.int
    types.str
  ];

  instance =
    { name, config, ... }:
    {
      options = {
        enable = lib.mkEnableOption "cgit";
        package = lib.mkPackageOption pkgs "cgit" { };

        nginx.virtualHost = mkOption {
          type = types.str;
          default = name;
          defaultText = lib.literalMD "the attribute's name";
          description = "Virtual host of nginx that it is at.";
        };
        nginx.location = mkOption {
          type = types.str;
          default = "/";
          example = "/git/";
          description = "Where it is there.";
        };

        repos = mkOption {
          type = types.attrsOf (types.attrsOf setting);
          default = { };
          example = {
            site.path = "/data/git/site.git";
          };
          description = "Repositories by name, with the settings that cgitrc(5) has for one.";
        };
        scanPath = mkOption {
          type = types.nullOr types.path;
          default = null;
          example = "/var/lib/gitolite/repositories";
          description = "Directory whose repositories are all shown.";
        };

        gitHttpBackend = {
          enable = option types.bool true "Whether repositories can be cloned from there.";
          checkExportOkFiles = mkOption {
            type = types.bool;
            default = config.settings.strict-export or null == "git-daemon-export-ok";
            defaultText = lib.literalMD "whether `settings.strict-export` says so of the pages";
            description = "Whether those alone can be that have a file {file}`git-daemon-export-ok`.";
          };
        };

        settings = mkOption {
          type = types.attrsOf (types.either setting (types.listOf setting));
          default = { };
          example = {
            enable-follow-links = true;
          };
          description = "Lines of {file}`cgitrc`; a list repeats its line.";
        };
        extraConfig = option types.lines "" "Lines for the end of {file}`cgitrc`.";

        user =
          option types.str "cgit"
            "User that reads the repositories; git serves nobody else's. Created if there is none.";
        group = option types.str "cgit" "Group that reads the repositories.";
      };
    };

  value =
    one:
    if one == true then
      "1"
    else if one == false then
      "0"
    else
      toString one;

  lines = key: given: lib.concatMapStrings (one: "${key}=${value one}\n") (lib.toList given);

  # What comes after scan-path does not hold for what it finds, so settings come first.
  cgitrc =
    cfg:
    pkgs.writeText "cgitrc" (
      lib.concatStrings (
        lib.mapAttrsToList lines ({ virtual-root = cfg.nginx.location; } // cfg.settings)
      )
      + lib.optionalString (cfg.scanPath != null) "scan-path=${cfg.scanPath}\n"
      + lib.concatStrings (
        lib.mapAttrsToList (
          url: repo:
          "repo.url=${url}\n" + lib.concatStrings (lib.mapAttrsToList (key: lines "repo.${key}") repo)
        ) cfg.repos
      )
      + cfg.extraConfig
    );

  unit = name: "fcgiwrap-cgit-${name}";

  # Where `git clone` finds repositories by their names.
  projects = name: cfg: if cfg.scanPath != null then cfg.scanPath else "/run/${unit name}";

  prefix = cfg: lib.removeSuffix "/" cfg.nginx.location;
  escaped = cfg: lib.escapeRegex (prefix cfg);

  pass = name: cfg: ''
    ${
      if prefix cfg == "" then
        "fastcgi_param PATH_INFO $uri;"
      else
        ''
          fastcgi_split_path_info ^(${escaped cfg})(/.+)$;
          fastcgi_param PATH_INFO $fastcgi_path_info;''
    }
    fastcgi_pass unix:/run/${unit name}.sock;
  '';

  locations =
    name: cfg:
    lib.listToAttrs (
      map
        (
          file:
          lib.nameValuePair "= ${prefix cfg}/${file}" {
            alias = lib.mkDefault "${cfg.package}/cgit/${file}";
          }
        )
        [
          "cgit.css"
          "cgit.png"
          "favicon.ico"
          "robots.txt"
        ]
    )
    // lib.optionalAttrs cfg.gitHttpBackend.enable {
      "~ ${escaped cfg}/.+/(info/refs|git-upload-pack)" = {
        fastcgiParams = {
          SCRIPT_FILENAME = "${pkgs.git}/libexec/git-core/git-http-backend";
          GIT_PROJECT_ROOT = projects name cfg;
          HOME = projects name cfg;
        }
        // lib.optionalAttrs (!cfg.gitHttpBackend.checkExportOkFiles) { GIT_HTTP_EXPORT_ALL = "1"; };
        extraConfig = pass name cfg;
      };
    }
    // {
      "${prefix cfg}/" = {
        fastcgiParams = {
          SCRIPT_FILENAME = "${cfg.package}/cgit/cgit.cgi";
          QUERY_STRING = "$args";
          HTTP_HOST = "$server_name";
          CGIT_CONFIG = cgitrc cfg;
        };
        extraConfig = pass name cfg;
      };
    };
in
{
  options.services.cgit = mkOption {
    type = types.attrsOf (types.submodule instance);
    default = { };
    example = lib.literalExpression ''
      {
        "git.example.org" = {
          enable = true;
          scanPath = "/var/lib/gitolite/repositories";
          user = "gitolite";
          group = "gitolite";
        };
      }
    '';
    description = "Web pages of git repositories, by name.";
  };

  config = lib.mkIf (enabled != { }) {
    assertions = lib.mapAttrsToList (name: cfg: {
      assertion = (cfg.scanPath == null) != (cfg.repos == { });
      message = "services.cgit.\"${name}\": set scanPath or repos, one of both.";
    }) enabled;

    users.users = lib.mkMerge (
      lib.mapAttrsToList (_: cfg: {
        ${cfg.user} = {
          isSystemUser = lib.mkDefault true;
          group = lib.mkDefault cfg.group;
        };
      }) enabled
    );
    users.groups = lib.mapAttrs' (_: cfg: lib.nameValuePair cfg.group { }) enabled;

    services.fcgiwrap.instances = lib.mapAttrs' (
      name: cfg:
      lib.nameValuePair "cgit-${name}" {
        process = { inherit (cfg) user group; };
        socket = { inherit (config.services.nginx) user group; };
      }
    ) enabled;

    systemd.services = lib.mapAttrs' (
      name: cfg:
      lib.nameValuePair (unit name) {
        serviceConfig.RuntimeDirectory = unit name;
        preStart = lib.concatStrings (
          lib.mapAttrsToList (url: repo: ''
            mkdir -p ${lib.escapeShellArg "/run/${unit name}/${dirOf "${url}"}"}
            ln -sfn ${lib.escapeShellArg (toString repo.path)} ${lib.escapeShellArg "/run/${unit name}/${url}"}
          '') cfg.repos
        );
      }
    ) (lib.filterAttrs (_: cfg: cfg.repos != { }) enabled);

    services.nginx.enable = true;
    services.nginx.virtualHosts = lib.mkMerge (
      lib.mapAttrsToList (name: cfg: {
        ${cfg.nginx.virtualHost}.locations = locations name cfg;
      }) enabled
    );
  };
}
