# Modules of 2020 may give users as a list.
{
  users.users = [
    {
      name = "shop";
      group = "users";
    }
  ];
  users.groups.users.gid = 100;
}
