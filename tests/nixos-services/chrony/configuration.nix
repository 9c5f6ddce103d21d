{
  services.chrony.enable = true;
}
