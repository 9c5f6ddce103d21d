{ ... }:
{
  users.users.one = {
    uid = 500;
    group = "users";
  };
  users.users.two = {
    uid = 500;
    group = "users";
  };
}
