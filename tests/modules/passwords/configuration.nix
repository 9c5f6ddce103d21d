{ ... }:
{
  users.users.root.hashedPasswordFile = "/run/secrets/root";
  users.users.alice = {
    isNormalUser = true;
    hashedPasswordFile = "/run/secrets/alice's";
  };
  docker.user = "alice";
}
