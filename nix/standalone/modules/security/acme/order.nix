# How lego is called for a certificate: { order, installed }, two scripts.
#
# lego keeps what it has in a directory of the certificate's own, but for the accounts, which all share; so one order
# waits for the other. What its files were asked for with is noted beside them: where that has changed, they are
# asked for anew, instead of renewed.
{ lib }:

name: cert:
let
  state = "/var/lib/acme/.lego";
  own = "${state}/${name}";

  # As lego names its files.
  file = "${own}/certificates/${lib.replaceStrings [ "*" ] [ "_" ] cert.domain}";

  domains = [ cert.domain ] ++ cert.extraDomainNames;

  challenge =
    if cert.dnsProvider != null then
      [
        "--dns"
        cert.dnsProvider
      ]
      ++ lib.optional (!cert.dnsPropagationCheck) "--dns.disable-cp"
      ++ lib.optionals (cert.dnsResolver != null) [
        "--dns.resolvers"
        cert.dnsResolver
      ]
    else if cert.listenHTTP != null then
      [
        "--http"
        "--http.port"
        cert.listenHTTP
      ]
    else
      [
        "--http"
        "--http.webroot"
        (toString cert.webroot)
      ];

  request =
    if cert.csr != null then
      [
        "--csr"
        cert.csr
      ]
    else
      [
        "--key-type"
        cert.keyType
      ]
      ++ lib.concatMap (domain: [
        "--domains"
        domain
      ]) domains;

  common = [
    "--accept-tos"
    "--path"
    own
    "--email"
    (toString cert.email)
  ]
  ++ request
  ++ challenge
  ++ lib.optionals (cert.server != null) [
    "--server"
    cert.server
  ]
  ++ cert.extraLegoFlags;

  staple = lib.optional cert.ocspMustStaple "--must-staple";

  lego = arguments: "lego ${lib.escapeShellArgs (common ++ arguments)}";

  # What makes another certificate of it.
  askedFor = builtins.hashString "sha256" (
    builtins.toJSON [
      domains
      cert.keyType
      cert.server
      cert.csr
      cert.ocspMustStaple
    ]
  );

  key = if cert.csrKey != null then lib.escapeShellArg cert.csrKey else ''"$file.key"'';
in
{
  # Run as the user acme.
  order = ''
    set -euo pipefail
    umask 0022
    own=${lib.escapeShellArg own}
    file=${lib.escapeShellArg file}
    rm -f "$own/installed"
    exec 9> ${state}/lock
    flock 9

    if [ -e "$file.crt" ] && [ "$(cat "$own/asked-for" || true)" = ${askedFor} ]; then
      ${lego (
        [
          "renew"
          "--no-random-sleep"
          "--days"
          (toString cert.validMinDays)
        ]
        ++ staple
        ++ cert.extraLegoRenewFlags
      )}
    else
      ${lego ([ "run" ] ++ staple ++ cert.extraLegoRunFlags)}
      echo ${askedFor} > "$own/asked-for"
    fi

    cd ${lib.escapeShellArg cert.directory}
    if ! cmp -s "$file.crt" fullchain.pem; then
      umask 0027
      cat ${key} > key.pem.new
      cat "$file.crt" > fullchain.pem.new
      cat "$file.issuer.crt" > chain.pem.new
      cat key.pem.new fullchain.pem.new > full.pem.new
      for part in key fullchain chain full; do
        mv $part.pem.new $part.pem
      done
      ln -sf fullchain.pem cert.pem
      touch "$own/installed"
    fi
  '';

  # Run as root afterwards.
  installed = ''
    set -e
    if [ -e ${lib.escapeShellArg own}/installed ]; then
      cd ${lib.escapeShellArg cert.directory}
      ${cert.postRun}
      ${lib.optionalString (
        cert.reloadServices != [ ]
      ) "systemctl --no-block try-reload-or-restart ${lib.escapeShellArgs cert.reloadServices}"}
    fi
  '';
}
