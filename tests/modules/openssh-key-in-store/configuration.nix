{
  services.openssh = {
    enable = true;
    hostKeys = [
      {
        type = "ed25519";
        path = "${builtins.storeDir}/00000000000000000000000000000000-key";
      }
    ];
  };
}
