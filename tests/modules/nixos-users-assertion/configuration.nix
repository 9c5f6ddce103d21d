# What NixOS asserts of users is asserted of those that the container takes.
{
  services.nginx.enable = true;
  users.users.alice = {
    isNormalUser = true;
    uid = 500;
    group = "wheel";
  };
}
