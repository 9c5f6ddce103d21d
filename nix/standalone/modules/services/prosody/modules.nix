# Prosody's modules that have an option of their own under `services.prosody.modules`, and which are loaded
# unless a configuration says otherwise.
{
  admin_adhoc = true;
  admin_telnet = false;
  announce = false;
  blocklist = true;
  bookmarks = true;
  bosh = false;
  carbons = true;
  csi = true;
  dialback = true;
  disco = true;
  groups = false;
  http_files = false;
  legacyauth = false;
  limits = false;
  mam = true;
  motd = false;
  pep = true;
  ping = true;
  private = true;
  proxy65 = true;
  register = true;
  roster = true;
  saslauth = true;
  server_contact_info = false;
  smacks = true;
  time = true;
  tls = true;
  uptime = true;
  vcard = false;
  vcard_legacy = true;
  version = true;
  watchregistrations = false;
  websocket = false;
  welcome = false;
}
