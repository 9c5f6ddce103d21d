config: {
  inherit (config.docker.internal) spec units rootfs;
  conf = builtins.filter builtins.isString (
    builtins.split "\n" config.services.httpd.configFile.text
  );
}
