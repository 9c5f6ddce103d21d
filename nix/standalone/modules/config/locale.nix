# `time.*` and `i18n.*`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;

  accepted =
    default: description:
    mkOption {
      type = types.anything;
      inherit default;
      description = "Accepted: ${description}";
    };
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
          The locale, as LANG. An image has C.UTF-8; another one has to be there, by a package of
          the configuration, for programs to follow it.
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
      supportedLocales = accepted [ ] "locales come with packages.";
      extraLocales = accepted [ ] "locales come with packages.";
      glibcLocales = accepted null "locales come with packages.";
    };
  };

  config = {
    environment.variables =
      lib.optionalAttrs (config.i18n.defaultLocale != "C.UTF-8") {
        LANG = lib.mkDefault config.i18n.defaultLocale;
      }
      // lib.mapAttrs (_: lib.mkDefault) config.i18n.extraLocaleSettings;

    systemd.globalEnvironment =
      lib.optionalAttrs (config.i18n.defaultLocale != "C.UTF-8") {
        LANG = lib.mkDefault config.i18n.defaultLocale;
      }
      // lib.mapAttrs (_: lib.mkDefault) config.i18n.extraLocaleSettings;

    warnings =
      lib.optional
        (
          config.docker.internal.packageSet == "debian"
          && !(lib.elem config.i18n.defaultLocale [
            "C"
            "C.UTF-8"
            "POSIX"
          ])
        )
        (
          "i18n.defaultLocale: an image has the locale C.UTF-8 only, unless a package brings others "
          + "(pkgs.debian.locales-all has them all, and is large). Programs that do not find "
          + "${config.i18n.defaultLocale} behave as with C."
        );

    environment.etc = lib.mkIf (config.time.timeZone != null) {
      localtime.source = "${pkgs.tzdata}/share/zoneinfo/${config.time.timeZone}";
      timezone.text = "${config.time.timeZone}\n";
    };
  };
}
