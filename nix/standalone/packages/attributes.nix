# nixpkgs' names for packages of Debian's.
#
# A value is the name of one Debian package, a list of names, or a set:
#   debs          the names; the first gives the version
#   pname         nixpkgs' name of the package, by default the attribute's
#   show          which of `debs` show their files, by default all
#   links         what to put where, besides the usual layout: destination → path below /
#   binOnly       true: bin has what `links` puts there and nothing else
#   mainProgram   by default the pname
#   versionFrom   an expression for the package of the closure that gives the version
#   passthru      a function to further attributes; gets `version` and `match`
#   script        shell commands that finish `$out`; `find_file PATH` looks in the closure
# `a|b` stands for the first of both that apt knows.
{
  apacheHttpd = {
    pname = "apache-httpd";
    debs = [
      "apache2-bin"
      "apache2-utils"
      "apache2-data"
      "media-types"
    ];
    mainProgram = "httpd";
    links = {
      "bin/httpd" = "usr/sbin/apache2";
      "modules" = "usr/lib/apache2/modules";
      "conf/mime.types" = "etc/mime.types";
      "icons" = "usr/share/apache2/icons";
      "error" = "usr/share/apache2/error";
    };
    # What nixpkgs loads from a file and Debian has compiled in.
    passthru = _: {
      builtinModules = [
        "core"
        "http"
        "log_config"
        "logio"
        "so"
        "unixd"
        "version"
        "watchdog"
      ];
    };
  };
  bash = "bash";
  cacert = {
    pname = "nss-cacert";
    debs = [ "ca-certificates" ];
    script = ''
      open_directory "$out/etc/ssl/certs"
      certificates=$(find_file usr/share/ca-certificates/mozilla)
      cat "$certificates"/*.crt > "$out/etc/ssl/certs/ca-bundle.crt"
      ln -s ca-bundle.crt "$out/etc/ssl/certs/ca-certificates.crt"
    '';
  };
  coreutils = "coreutils";
  findutils = "findutils";
  gnugrep = {
    debs = [ "grep" ];
    mainProgram = "grep";
  };
  gnused = {
    debs = [ "sed" ];
    mainProgram = "sed";
  };
}
