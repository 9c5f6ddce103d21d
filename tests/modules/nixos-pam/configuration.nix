# Who says something of PAM has NixOS' stacks, also where every image would have its own.
{
  security.pam.services.su.showMotd = true;
}
