{ pkgs, ... }:
{
  services.openldap = {
    enable = true;
    urlList = [ "ldap:///" ];
    dataDir = "/var/lib/openldap/db";
    database = "mdb";
    suffix = "dc=example,dc=test";
    rootdn = "cn=admin,dc=example,dc=test";
    rootpw = "secret";
    # The module tests a database before there is one, which OpenLDAP 2.4 took.
    declarativeContents = ''
      dn: dc=example,dc=test
      objectClass: dcObject
      objectClass: organization
      dc: example
      o: kept
    '';
  };
  environment.systemPackages = [ pkgs.openldap ];
}
