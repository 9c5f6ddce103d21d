# What only the container's own programs reach is not exposed.
config: {
  file = config.environment.etc."tinyproxy/tinyproxy.conf".source.text;
  ports = config.docker.internal.exposedPorts;
  account = config.users.users.tinyproxy.group;
}
