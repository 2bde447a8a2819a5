#!/bin/sh
# Renders consul/config-entries and writes them to Consul, each kind before the kinds that refer to it.
#
#   apply.sh                         all of them
#   apply.sh jwt-provider/imagehub   only those named, by KIND/NAME
#
# An entry is written only when its rendered file differs from the one last applied here, so what an
# operator edited live survives a restart. The checksums are kept in Consul's KV store rather than in
# the entries' Meta, because any entry written by hand would lose them there.
#
# Environment: CONSUL_HTTP_ADDR, CONSUL_BIN, JWKS_BASE64, a *_WASM for each filter, and TRUST_DOMAIN, which Consul
# is asked for where it is not set (see README.md).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
consul=${CONSUL_BIN:-consul}
export CONSUL_HTTP_ADDR="${CONSUL_HTTP_ADDR:-http://127.0.0.1:8500}"
applied_key=imagehub/applied-config-entries
kinds='proxy-defaults mesh service-defaults jwt-provider service-resolver service-router service-intentions'

fail() {
  echo "apply.sh: $1" >&2
  exit 1
}

# Prints what a failed consul command said, on one line, without the guess about gateways that Consul
# 1.22 adds to every refusal of a config entry.
reason() {
  tr '\n' ' ' <"$work/error" | sed 's/ — .*//; s/ *$//'
}

# Prints the mesh's name. Consul makes it up with its authority, and Envoy's clusters are named after it. The
# consul program has no command that prints it. Prints nothing where it cannot be had: render.sh then says who needs it.
trust_domain() {
  roots=$CONSUL_HTTP_ADDR/v1/connect/ca/roots
  if command -v curl >/dev/null 2>&1; then curl -fsS --max-time 10 "$roots"
  else wget -q -T 10 -O - "$roots"
  fi 2>/dev/null | sed -n 's/.*"TrustDomain": *"\([^"]*\)".*/\1/p'
}

command -v "$consul" >/dev/null 2>&1 || fail "no Consul at '$consul': set CONSUL_BIN to the consul binary"
for name in PLAN_LIMITER_WASM CLASS_OF_SERVICE_WASM EXPERIMENTS_WASM; do
  eval "module=\${$name:-}"
  [ -z "$module" ] || [ -r "$module" ] || fail "$name: no file '$module': build the filters first"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/imagehub-apply.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Consul holds this first read back until it has elected a leader, so nothing need be polled for.
if ! "$consul" kv get "$applied_key" >"$work/before" 2>"$work/error"; then
  grep -q 'No key exists' "$work/error" ||
    fail "Consul does not answer at $CONSUL_HTTP_ADDR ($(reason)): start the agent first"
  : >"$work/before"
fi

export TRUST_DOMAIN="${TRUST_DOMAIN:-$(trust_domain)}"

written=0
kept=0
: >"$work/after"
for kind in $kinds; do
  for file in "$here/config-entries/$kind"/*.hcl; do
    [ -e "$file" ] || continue
    entry=$kind/$(basename "$file" .hcl)
    case " ${*:-$entry} " in
      *" $entry "*) ;;
      *)
        grep "^$entry " "$work/before" >>"$work/after" || true
        continue
        ;;
    esac
    sh "$here/render.sh" "$file" >"$work/entry.hcl" || exit 1
    line="$entry $(cksum <"$work/entry.hcl")"
    echo "$line" >>"$work/after"
    if grep -qxF "$line" "$work/before"; then
      kept=$((kept + 1))
      continue
    fi
    "$consul" config write "$work/entry.hcl" >/dev/null 2>"$work/error" ||
      fail "$file was refused: $(reason)"
    written=$((written + 1))
  done
done

[ $((written + kept)) -gt 0 ] || fail "no such config entry: $*"
if [ "$written" -gt 0 ]; then
  "$consul" kv put "$applied_key" "@$work/after" >/dev/null
fi
echo "config entries: $written written, $kept unchanged"
