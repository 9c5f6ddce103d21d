{
  services.syncthing = {
    enable = true;
    guiAddress = "0.0.0.0:8384";
    guiPasswordFile = "/run/secrets/syncthing";
    key = "/run/secrets/syncthing-key.pem";
    # Of older configurations.
    devices.laptop.id = "7CFNTQM-IMTJBHJ-3UWRDIU-ZGQJFR6-VCXZ3NB-XUH3KZO-N52ITXR-LAIYUAU";
    settings = {
      gui.user = "me";
      options.urAccepted = -1;
      folders."/data/docs" = {
        id = "docs";
        devices = [ "laptop" ];
        ignorePatterns = [ "*.part" ];
      };
    };
  };
}
