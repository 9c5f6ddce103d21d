# Of what is no option here: what is off is off.
{
  krb5.enable = false;
  snapraid = {
    enable = false;
    dataDisks.d1 = "/mnt/disk1";
  };
  nix-mineral.settings.enable = false;
  services.greetd.enable = false;
}
