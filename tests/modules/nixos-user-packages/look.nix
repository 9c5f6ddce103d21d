config:
let
  found =
    path:
    (builtins.head (builtins.filter (entry: entry.path == path) config.docker.internal.rootfs.entries));
in
{
  packages = builtins.match ".*-(user-environment)" (found "/etc/profiles/per-user/alice").target;
  pam = (found "/etc/pam/environment").text;
  shells = (found "/etc/set-environment").text;
  image = builtins.filter (
    variable: builtins.match "PATH=.*" variable != null
  ) config.docker.internal.spec.config.Env;
}
