# A hash in a file is entered when the container starts; one in the configuration would be in the image.
{
  users.users.me = {
    isNormalUser = true;
    group = "wheel";
    hashedPasswordFile = "/run/secrets/me";
  };
  users.users.you = {
    isNormalUser = true;
    group = "wheel";
    hashedPassword = "$6$salt$hash";
  };
}
