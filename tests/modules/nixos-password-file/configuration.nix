# Until 2023 the file of a hash was named in `passwordFile`.
{
  users.users.me = {
    isNormalUser = true;
    group = "wheel";
    passwordFile = "/run/secrets/me";
  };
  users.users.you = {
    isNormalUser = true;
    group = "wheel";
    hashedPassword = "$6$salt$hash";
  };
}
