# Locales for Debian's C library, which looks for them where LOCPATH says and knows no LOCALE_ARCHIVE. Every image has
# C.UTF-8; others are compiled when the configuration names them.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  cfg = config.i18n;

  named = [
    cfg.defaultLocale
  ]
  ++ lib.filter (value: !(lib.hasInfix ":" value)) (lib.attrValues cfg.extraLocaleSettings)
  ++ map (entry: lib.head (lib.splitString "/" entry)) (cfg.extraLocales or [ ]);

  wanted = lib.subtractLists [
    "C"
    "C.UTF-8"
    "POSIX"
  ] (lib.unique named);

  variables = lib.mkIf (wanted != [ ]) {
    LOCPATH = "${import ../../standalone/modules/config/locales.nix { inherit lib pkgs; } wanted}";
  };
in
{
  _file = ./locale.nix;

  i18n = {
    defaultLocale = lib.mkDefault "C.UTF-8";
  }
  // lib.optionalAttrs (options.i18n ? glibcLocales) {
    glibcLocales = lib.mkOverride 900 pkgs.glibcLocales;
  };

  systemd.globalEnvironment = variables;
  environment.variables = variables;
}
