{
  services.samba = {
    enable = true;
    enableWinbindd = false;
    shares.music.path = "/srv/music";
    usershares.enable = true;
    settings = {
      global = {
        workgroup = "HOME";
        "hosts allow" = [
          "192.0.2."
          "localhost"
        ];
        "max log size" = 50;
      };
      public = {
        path = "/srv/public";
        "guest ok" = true;
        "read only" = "no";
      };
    };
  };
}
