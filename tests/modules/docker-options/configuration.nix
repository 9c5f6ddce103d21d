{ ... }:
{
  docker = {
    ports = [
      80
      "53/udp"
      "6000-6002"
    ];
    volumes = [ "/data" ];
    env = {
      MODE = "production";
      WORKERS = 4;
      UNSET = null;
    };
    labels."org.example.owner" = "me";
    workingDir = "/data";
    user = "1000:1000";
    maxLayers = 5;
    capabilities = [
      "SYS_ADMIN"
      "CAP_NET_ADMIN"
    ];
    logFormat = "json";
    foreignUsers = "run";
    allowUnsupported = true;
    essential = [ "shop" ];
    verbose = true;
    stopTimeout = 30;
    healthcheck.interval = 10;
  };
  environment.variables = {
    EDITOR = "vim";
    SEARCH = [
      "/a"
      "/b"
    ];
  };
  networking.firewall = {
    allowedTCPPorts = [
      80
      8080
    ];
    allowedUDPPortRanges = [
      {
        from = 5000;
        to = 5001;
      }
    ];
  };
  system.activationScripts.second = {
    text = "echo second";
    deps = [ "third" ];
  };
  system.activationScripts.third = "echo third";
}
