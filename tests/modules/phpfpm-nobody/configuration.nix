# Pools of users and groups that there are not. Of a user without a group of his name it is his own.
{
  users.users.alice.isNormalUser = true;
  services.phpfpm.pools = {
    shop = {
      user = "shop";
      settings.pm = "ondemand";
    };
    hers = {
      user = "alice";
      settings.pm = "ondemand";
    };
    theirs = {
      user = "alice";
      group = "staff";
      settings.pm = "ondemand";
    };
    numbers = {
      user = "1000";
      settings.pm = "ondemand";
    };
  };
}
