config: {
  users = builtins.attrNames config.users.users;
}
