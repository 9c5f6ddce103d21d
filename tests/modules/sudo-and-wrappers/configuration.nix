{ pkgs, ... }:
{
  security.sudo = {
    wheelNeedsPassword = false;
    execWheelOnly = true;
    extraRules = [
      {
        users = [
          "alice"
          1001
        ];
        groups = [ "ops" ];
        runAs = "postgres";
        commands = [
          "/usr/bin/psql"
          {
            command = "ALL";
            options = [ "NOPASSWD" ];
          }
        ];
      }
    ];
    extraConfig = "Defaults lecture = never";
  };
  security.wrappers.vim = {
    source = "${pkgs.vim}/bin/vim";
    owner = "alice";
    setuid = true;
    permissions = "u+rx,g+x";
  };
  security.pam.loginLimits = [
    {
      domain = "@ops";
      type = "-";
      item = "nofile";
      value = 4096;
    }
  ];
  security.pam.services.su.requireWheel = true;
  security.pam.services.shop = {
    makeHomeDir = true;
    googleAuthenticator.enable = true;
  };
  security.doas.enable = true;
  security.doas.extraRules = [
    {
      groups = [ "ops" ];
      noPass = true;
      runAs = "postgres";
      cmd = "psql";
      args = [ "-l" ];
    }
  ];
  security.dhparams.enable = true;
  security.dhparams.params.nginx = 3072;
  security.pam.services.plain.text = "auth required pam_deny.so\n";
  users.groups.ops = { };
  users.users.alice.isNormalUser = true;
}
