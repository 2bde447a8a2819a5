#!/bin/sh
# Renders consul/config-entries and writes them to Consul, each kind before the kinds that refer to it.
#
# An entry is written only when its rendered file differs from the one last applied here, so what an
# operator edited live survives a restart. The checksums are kept in Consul's KV store rather than in
# the entries' Meta, because any entry written by hand would lose them there.
#
# Environment: CONSUL_HTTP_ADDR, CONSUL_BIN, JWKS_BASE64, and a *_WASM for each filter (see README.md).
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

written=0
kept=0
: >"$work/after"
for kind in $kinds; do
  for file in "$here/config-entries/$kind"/*.hcl; do
    [ -e "$file" ] || continue
    entry=$kind/$(basename "$file" .hcl)
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

if [ "$written" -gt 0 ]; then
  "$consul" kv put "$applied_key" "@$work/after" >/dev/null
fi
echo "config entries: $written written, $kept unchanged"
