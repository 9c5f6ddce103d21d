{
  services.mosquitto = {
    enable = true;
    listeners = [
      {
        users.alice = {
          passwordFile = "/run/secrets/alice";
          hashedPassword = "$7$101$abc$def==";
        };
      }
    ];
  };
}
