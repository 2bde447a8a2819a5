#!/bin/bash
# Puts the compiled filters where the sidecars read them, and writes the config entries to Consul. Can be run at any
# time: what has not changed is left alone.
#
# Environment: CONSUL_HTTP_ADDR, JWKS_URL (where auth publishes its keys), FILTERS_DIR (shared with all sidecars).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/../envoy/http.sh"

fail() {
  echo "deploy.sh: $1" >&2
  exit 1
}

# The hash in the name tells versions apart, so those of before stay, for sidecars that still run them.
for module in "$here"/../filters/*.wasm; do
  target=$FILTERS_DIR/${module##*/}
  [ -e "$target" ] || { cp "$module" "$target.new" && mv "$target.new" "$target"; }
  name=$(basename "$module" | sed 's/-[0-9a-f]*\.wasm$//' | tr 'a-z-' 'A-Z_')
  export "${name}_WASM=$target"
done

jwks=$(body_of "$JWKS_URL") || fail "auth does not publish its keys at $JWKS_URL: see the log of auth"
JWKS_BASE64=$(printf '%s' "$jwks" | base64 -w 0)
TRUST_DOMAIN=$(body_of "$CONSUL_HTTP_ADDR/v1/connect/ca/roots" | sed -n 's/.*"TrustDomain": *"\([^"]*\)".*/\1/p') ||
  fail "Consul at $CONSUL_HTTP_ADDR does not publish its authority: see the log of consul"
export JWKS_BASE64 TRUST_DOMAIN
exec sh "$here/apply.sh" "$@"
