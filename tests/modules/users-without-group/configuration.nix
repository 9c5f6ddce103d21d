{ ... }:
{
  users.users.shop.isSystemUser = true;
  users.users.other = {
    isSystemUser = true;
    group = "others";
  };
}
