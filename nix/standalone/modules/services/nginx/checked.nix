# nginx.conf, read by nginx while the image is built. It stops behind the last line, before it would open or make what
# is the container's: logs, sockets, directories. Nor does it look names up, or for certificates.
{
  lib,
  pkgs,
  cfg,
  text,
}:

let
  # Not in what nginx reads from a file of somebody else's.
  end = "nix_docker_has_read_it";

  # What is said of what only the container has: files, users, hosts.
  elsewhere = "dlopen|failed \\([0-9]+: |host not found|cannot load certificate|no \"ssl_[a-z_]*certificate|SSL_|BIO_";

  command = ''
    sed -i -E \
      -e 's#(_pass +([a-z]+://)?)[a-zA-Z0-9.-]+:([0-9]+)#\1127.0.0.1:\3#' \
      -e 's#(proxy_pass +https?://)[a-zA-Z0-9.-]+([;/])#\1127.0.0.1\2#' \
      -e '/unix:/!s#^( *server +)[a-zA-Z0-9.-]+([:; ])#\1127.0.0.1\2#' \
      -e 's#^( *ssl_certificate(_key)? ).*;#\1$host;#' \
      $file
    echo '${end};' >> $file
    # Modules are loaded by relative names.
    mkdir -p $TMPDIR/prefix/modules
    for deb in $(cat $closures); do
      ln -sf $deb/usr/lib/nginx/modules/*.so $TMPDIR/prefix/modules/ 2> /dev/null || true
    done
    read_it() {
      run nginx -t -p $TMPDIR/prefix -e stderr -c $file > $TMPDIR/nginx 2>&1 || true
      ! grep -E '\[emerg\].* in [^ ]+:[0-9]+$' $TMPDIR/nginx | grep -v ${end} | sed 's/.*\[emerg\] [0-9#]*: //' | grep .
    }
    forgive '${elsewhere}' read_it
  '';
in
if cfg.validateConfigFile then
  pkgs.writeChecked {
    name = "nginx.conf";
    inherit text command;
    inherit (cfg) package;
    further = map (deb: pkgs.debian.${deb}) (import ./modules.nix { inherit lib pkgs cfg; }).debs;
    option = "services.nginx";
  }
else
  pkgs.writeText "nginx.conf" text
