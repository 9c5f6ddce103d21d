# minica, which Debian lacks (its package of that name is another): a certificate for the domains, in a directory
# named after the first of them. It is signed by an authority that is made where there is none.
set -euo pipefail
umask 077
caKey=minica-key.pem caCert=minica.pem domains=
while [ $# -gt 0 ]; do
  case ${1#-} in
    -ca-key | ca-key) caKey=$2 ;;
    -ca-cert | ca-cert) caCert=$2 ;;
    -domains | domains) domains=$2 ;;
    *) echo "minica: $1 is not known" >&2 && exit 1 ;;
  esac
  shift 2
done
[ -n "$domains" ] || { echo 'minica: --domains is missing' >&2 && exit 1; }

first=${domains%%,*}
directory=${first//\*/_}
days=(-days 730)
elliptic=(-newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes)

if [ ! -e "$caKey" ] && [ ! -e "$caCert" ]; then
  openssl req -x509 "${elliptic[@]}" -days 36500 -subj "/CN=minica root ca ${RANDOM}" \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' \
    -keyout "$caKey" -out "$caCert" 2> /dev/null
fi
mkdir -m 0700 "$directory"
openssl req -x509 -CA "$caCert" -CAkey "$caKey" "${elliptic[@]}" "${days[@]}" -subj "/CN=$first" \
  -addext "subjectAltName=DNS:${domains//,/,DNS:}" -addext 'basicConstraints=critical,CA:FALSE' \
  -addext 'extendedKeyUsage=serverAuth,clientAuth' \
  -keyout "$directory/key.pem" -out "$directory/cert.pem" 2> /dev/null
