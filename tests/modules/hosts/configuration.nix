# Names of addresses are added to the /etc/hosts that Docker makes, before anything starts.
{
  networking.hosts."192.0.2.9" = [
    "db.internal"
    "db"
  ];
  networking.hosts."192.0.2.10" = [ ];
  networking.extraHosts = ''
    # it's ours
    2001:db8::1 far
  '';
}
