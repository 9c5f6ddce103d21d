{ ... }:
{
  i18n.defaultLocale = "nl_NL.UTF-8";
  i18n.extraLocaleSettings = {
    LC_TIME = "de_DE.UTF-8";
    LANGUAGE = "nl:de";
  };
  i18n.supportedLocales = [
    "en_US.UTF-8/UTF-8"
    "C.UTF-8/UTF-8"
  ];
  systemd.services.shop.serviceConfig.ExecStart = "/opt/shop";
}
