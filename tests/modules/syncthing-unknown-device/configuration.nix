{
  services.syncthing = {
    enable = true;
    settings.folders."/data/docs".devices = [ "laptop" ];
  };
}
