# A group that nobody declared, which a machine's NixOS warns of.
{
  users.users.riak-cs = {
    group = "riak";
    isSystemUser = true;
  };
}
