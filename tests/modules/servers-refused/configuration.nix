{
  services.prosody.enable = true;
  services.radicale.enable = true;
}
