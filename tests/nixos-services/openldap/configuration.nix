{ pkgs, ... }:
{
  services.openldap = {
    enable = true;
    urlList = [ "ldap:///" ];
    settings.children = {
      "cn=schema".includes = [ "${pkgs.openldap}/etc/schema/core.ldif" ];
      "olcDatabase={1}mdb".attrs = {
        objectClass = [
          "olcDatabaseConfig"
          "olcMdbConfig"
        ];
        olcDatabase = "{1}mdb";
        olcDbDirectory = "/var/lib/openldap/db";
        olcSuffix = "dc=example,dc=test";
        olcRootDN = "cn=admin,dc=example,dc=test";
        olcRootPW = "secret";
      };
    };
  };
  environment.systemPackages = [ pkgs.openldap ];
}
