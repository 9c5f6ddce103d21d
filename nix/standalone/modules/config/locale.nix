# `time.*` and `i18n.*`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.i18n;

  accepted =
    default: description:
    mkOption {
      type = types.anything;
      inherit default;
      description = "Accepted: ${description}";
    };

  # Every image has these.
  builtIn = [
    "C"
    "C.UTF-8"
    "POSIX"
  ];

  supported = map (entry: lib.head (lib.splitString "/" entry)) (
    lib.filter (entry: entry != "all") cfg.supportedLocales
  );

  wanted = lib.unique (
    lib.filter (locale: !lib.elem locale builtIn) (
      [ cfg.defaultLocale ]
      ++ lib.filter (value: !lib.hasInfix ":" value) (lib.attrValues cfg.extraLocaleSettings)
      ++ supported
    )
  );

  # Where the C library finds the locales that are wanted, and no others.
  made =
    if config.docker.internal.packageSet == "debian" then
      {
        LOCPATH = "${import ./locales.nix { inherit lib pkgs; } wanted}";
      }
    else
      let
        archive = pkgs.glibcLocales.override {
          allLocales = false;
          locales = map (locale: "${locale}/UTF-8") wanted;
        };
      in
      {
        LOCALE_ARCHIVE = "${archive}/lib/locale/locale-archive";
      };

  # Services have LANG=C.UTF-8 without being told.
  variables =
    withLanguage:
    lib.mapAttrs (_: lib.mkDefault) (
      lib.optionalAttrs (withLanguage || cfg.defaultLocale != "C.UTF-8") { LANG = cfg.defaultLocale; }
      // cfg.extraLocaleSettings
      // lib.optionalAttrs (wanted != [ ]) made
    );
in
{
  options = {
    time = {
      timeZone = mkOption {
        type = types.nullOr (types.strMatching "[^ ]+");
        default = null;
        example = "Europe/Amsterdam";
        description = "The time zone; null is UTC.";
      };
      hardwareClockInLocalTime = accepted false "the clock is the host's.";
    };

    i18n = {
      defaultLocale = mkOption {
        type = types.str;
        default = "C.UTF-8";
        example = "nl_NL.UTF-8";
        description = ''
          The locale, as LANG. Every image has C.UTF-8; another one is made for it. On NixOS the
          default is en_US.UTF-8.
        '';
      };
      extraLocaleSettings = mkOption {
        type = types.attrsOf types.str;
        default = { };
        example = {
          LC_TIME = "de_DE.UTF-8";
        };
        description = "Further variables of the locale.";
      };
      supportedLocales = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "nl_NL.UTF-8/UTF-8" ];
        description = "Locales that are there besides those that the other options name.";
      };
      extraLocales = accepted [ ] "locales are named in `supportedLocales`.";
      glibcLocales = accepted null "locales are made for the image.";
    };
  };

  config = {
    environment.variables = variables (!config.docker.minimal);
    systemd.globalEnvironment = variables false;

    environment.etc = lib.mkIf (config.time.timeZone != null) {
      localtime.source = "${pkgs.tzdata}/share/zoneinfo/${config.time.timeZone}";
      zoneinfo.source = "${pkgs.tzdata}/share/zoneinfo";
      timezone.text = "${config.time.timeZone}\n";
    };
  };
}
