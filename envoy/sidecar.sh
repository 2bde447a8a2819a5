#!/bin/sh
# Registers one service instance with Consul and becomes its sidecar: the last line replaces this shell
# with Envoy, so that signals reach it. Stopping the sidecar keeps the registration; its checks fail.
#
# Environment: see README.md. Logs, Envoy's own as JSON, go to standard output.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
consul=${CONSUL_BIN:-consul}
envoy=${ENVOY_BIN:-envoy}
export CONSUL_HTTP_ADDR="${CONSUL_HTTP_ADDR:-http://127.0.0.1:8500}"
CONSUL_GRPC_ADDR=${CONSUL_GRPC_ADDR:-http://127.0.0.1:8502}
export SERVICE_ADDRESS="${SERVICE_ADDRESS:-127.0.0.1}"
mesh_dir=${MESH_DIR:-${IMAGEHUB_HOME:-$here/../.imagehub}/mesh}

fail() {
  echo "sidecar.sh: ${SERVICE_ID:-sidecar}: $1" >&2
  exit 1
}

for name in SERVICE SERVICE_ID SIDECAR_PORT SIDECAR_ADMIN_PORT SIDECAR_METRICS_PORT; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || fail "$name is not set: export it and run again"
done
command -v "$consul" >/dev/null 2>&1 || fail "no Consul at '$consul': set CONSUL_BIN to the consul binary"
command -v "$envoy" >/dev/null 2>&1 || fail "no Envoy at '$envoy': set ENVOY_BIN to the envoy binary"

template=$here/../consul/services/$SERVICE.hcl
[ -r "$template" ] || fail "SERVICE: no file '$template': write the registration first"

mkdir -p "$mesh_dir"
registration=$mesh_dir/$SERVICE_ID.hcl
bootstrap=$mesh_dir/$SERVICE_ID-bootstrap.json
errors=$mesh_dir/$SERVICE_ID-errors.txt

# Prints what a failed consul command said, on one line.
reason() {
  tr '\n' ' ' <"$errors" | sed 's/ *$//'
}

sh "$here/../consul/render.sh" "$template" >"$registration"

"$consul" services register "$registration" >/dev/null 2>"$errors" ||
  fail "Consul at $CONSUL_HTTP_ADDR did not register it ($(reason)): start the agent first"

# Consul 1.22 has not heard of Envoy 1.40, which works; its scheme-less address would mean TLS.
"$consul" connect envoy -bootstrap -sidecar-for "$SERVICE_ID" \
  -grpc-addr "$CONSUL_GRPC_ADDR" -ignore-envoy-compatibility \
  -admin-bind "127.0.0.1:$SIDECAR_ADMIN_PORT" >"$bootstrap.consul" 2>"$errors" ||
  fail "Consul at $CONSUL_HTTP_ADDR gave no bootstrap ($(reason)): see the agent's log"

# Where spans go. Consul would take the cluster from proxy-defaults, but auth's sidecar starts before there are any.
zipkin=
if [ -n "${ZIPKIN_HOST:-}" ]; then zipkin=$(sh "$here/../consul/render.sh" "$here/zipkin-cluster.json"),; fi

# Consul's settings can replace the rules that make tags of the names of metrics, not add the filters' own.
zipkin=$zipkin awk -v rules="$here/stats-tags.json" '
  { print }
  /"clusters": \[/ { print ENVIRON["zipkin"] }
  /"stats_tags": \[/ {
    while ((getline rule < rules) > 0) if (rule ~ /tag_name/) print rule
    print ","
  }
' "$bootstrap.consul" >"$bootstrap"
rm -f "$bootstrap.consul" "$errors"

# In traces a sidecar is told from its app.
cluster=$SERVICE-sidecar
[ "$SERVICE" != edge ] || cluster=edge

# By default a connection could stay for ten minutes on a listener, and a filter, that Consul has already
# replaced. "immediate" closes it after the answer under way; 60 s is for an upload that is still running
# then, which is cut off with 503. misc:error hides a deprecation that Consul's RBAC rules trigger.
exec "$envoy" --config-path "$bootstrap" --service-cluster "$cluster" \
  --concurrency "${ENVOY_CONCURRENCY:-2}" --disable-hot-restart \
  --drain-time-s 60 --drain-strategy immediate \
  --log-level "${ENVOY_LOG_LEVEL:-warning}" --component-log-level misc:error,wasm:info \
  --log-format '{"time":"%Y-%m-%dT%T.%e%z","level":"%l","component":"%n","message":"%j"}' 2>&1
