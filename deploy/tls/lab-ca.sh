#!/usr/bin/env bash
# Makes an authority for a lab and certificates for silos and gateways, for SILO_TLS_CERT, SILO_TLS_KEY and SILO_TLS_CA.
# Usage: deploy/tls/lab-ca.sh FOLDER NAME…      FOLDER/ca.pem, and FOLDER/NAME.pem with FOLDER/NAME.key for each NAME
# An authority that is there is used again, so that machines can be added. In production use the authority you have: whoever
# holds a certificate of it belongs to the cluster, so it should sign for nothing else.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
folder=$1; shift
days=${DAYS:-365}
umask 077
mkdir -p "$folder"
if [ ! -f "$folder/ca.key" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$((days * 5))" -subj "/CN=orchestrator lab authority" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
fi
for name in "$@"; do
  case $name in *[!A-Za-z0-9.-]* | ca | '') echo "'$name' is not a name for a machine: letters, digits, dots and dashes, and not 'ca'" >&2; exit 2 ;; esac
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$folder/$name.key" -out "$folder/$name.csr" 2>/dev/null
  # Silos are both ends of connections to each other.
  openssl x509 -req -in "$folder/$name.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days "$days" -out "$folder/$name.pem" 2>/dev/null \
    -extfile <(printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:%s\n' "$name")
  rm "$folder/$name.csr"
  echo "$folder/$name.pem"
done
