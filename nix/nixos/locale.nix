# The locale and the time zone of services and people: what a NixOS has of both, where the user's files name one.
#
#   said  whether the user's own files set an option, by its path
{
  lib,
  config,
  said,
}:
let
  # C.UTF-8 is in the C library.
  named =
    lib.any
      (
        name:
        said [
          "i18n"
          name
        ]
      )
      [
        "defaultLocale"
        "extraLocaleSettings"
        "extraLocales"
        "supportedLocales"
      ];
  global = config.systemd.globalEnvironment;
in
{
  # Whether a variable of all services is for these.
  isGlobal =
    name: name == "LOCALE_ARCHIVE" && named || name == "TZDIR" && config.time.timeZone != null;

  # The same for the image's own.
  isOwn = name: name == "LANG" && !config.docker.minimal || name == "LOCALE_ARCHIVE" && named;

  # NixOS links the archive into /run/current-system.
  archive = lib.optionalAttrs (named && global ? LOCALE_ARCHIVE) { inherit (global) LOCALE_ARCHIVE; };
}
