# The locale and the time zone that the user's files name are in services, in `docker exec` and in logins.
{
  i18n.defaultLocale = "nl_NL.UTF-8";
  i18n.extraLocaleSettings.LC_TIME = "en_GB.UTF-8";
  time.timeZone = "Europe/Amsterdam";
  systemd.services.shop.script = "true";
}
