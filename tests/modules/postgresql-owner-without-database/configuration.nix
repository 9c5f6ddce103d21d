{
  services.postgresql = {
    enable = true;
    ensureUsers = [
      {
        name = "shop";
        ensureDBOwnership = true;
      }
    ];
  };
}
