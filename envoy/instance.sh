#!/bin/bash
# One instance of a service in a container: an app, if there is one, and its Envoy, started together and ended together.
#
#   instance.sh COMMAND…   the app's command; none for the edge
#
# Each container registers under an id of its own and at its own address, so that a service can have any number of
# them. Environment: see README.md. What SECRETS_FILE sets is for the app alone.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/http.sh"

export CONSUL_HTTP_ADDR="${CONSUL_HTTP_ADDR:-http://127.0.0.1:8500}"
export SERVICE_ID="$SERVICE${SERVICE_VERSION:+-$SERVICE_VERSION}-$HOSTNAME"
agent=$CONSUL_HTTP_ADDR/v1/agent/service
admin=http://127.0.0.1:$SIDECAR_ADMIN_PORT
app=
envoy=
keeper=

say() {
  echo "instance.sh: $SERVICE_ID: $1" >&2
}

# The address of this container, as its own name resolves to.
own_address() {
  awk -v name="$HOSTNAME" '{ for (i = 2; i <= NF; i++) if ($i == name) { print $1; exit } }' /etc/hosts
}

consul_leads() {
  body_of "$CONSUL_HTTP_ADDR/v1/status/leader" | grep -q ':'
}

# Consul 1.22 syncs its catalog as a whole when it has a leader and again up to 3 s later; a registration in that
# moment puts all syncing off by 15 to 30 s (see ../consul/README.md). Who has seen it come up lets that pass.
await_consul() {
  consul_leads && return
  say "Consul at $CONSUL_HTTP_ADDR does not answer yet"
  until consul_leads; do sleep 1; done
  sleep 4
}

# Docker gives the address of a container that is gone to another one. If the former has not left the mesh, its checks
# would pass here, and this instance be sent what is for another service or version.
forget_those_before() {
  local at_this_address="$CONSUL_HTTP_ADDR/v1/agent/services?filter=Address%20==%20%22$SERVICE_ADDRESS%22" id
  { body_of "$at_this_address" || true; } | grep -o '"ID":"[^"]*"' | cut -d '"' -f 4 | while read -r id; do
    [[ $id != "$SERVICE_ID"* ]] || continue
    say "forgets $id, whose address it has now"
    request PUT "$agent/deregister/$id" >/dev/null || true
  done || true
}

# A Consul that has lost its data knows nobody. Twice in a row, as it might still be starting: see await_consul.
keep_registered() {
  local missed=0
  while sleep 5; do
    case $(status_of GET "$agent/$SERVICE_ID-sidecar-proxy") in
      404) missed=$((missed + 1)) ;;
      *) missed=0 ;;
    esac
    [ "$missed" -ge 2 ] || continue
    say 'Consul has no registration of it: it registers again'
    "${CONSUL_BIN:-consul}" services register "$MESH_DIR/$SERVICE_ID.hcl" >/dev/null || continue
    missed=0
  done
}

# Prints how many requests the sidecar has under way.
requests_under_way() {
  body_of "$admin/stats?usedonly&filter=downstream_rq_active" | awk '/^http\.(public_listener|upstream)/ { n += $2 } END { print n + 0 }'
}

# Leaves the mesh so that no request is lost: nobody sends new ones, those under way end, and then the processes do.
stop() {
  trap '' TERM INT
  [ -z "$keeper" ] || kill "$keeper" 2>/dev/null || true
  if [ -n "$envoy" ]; then drain; fi
  for process in $app $envoy; do
    kill -TERM "$process" 2>/dev/null || true
    wait "$process" || true
  done
  exit 0
}

drain() {
  local deadline=$((SECONDS + 20))
  # Where Consul is gone as well, the whole hub stops.
  if [ "$(status_of PUT "$agent/deregister/$SERVICE_ID")" = 200 ]; then
    # Consul tells all Envoys within half a second. The edge has nobody who would have to know.
    [ "$SERVICE" = edge ] || sleep 2
  fi
  request POST "$admin/drain_listeners?graceful&skip_exit" >/dev/null || return 0
  until [ "$(requests_under_way)" = 0 ] || [ "$SECONDS" -ge "$deadline" ]; do sleep 0.2; done
}

export SERVICE_ADDRESS="${SERVICE_ADDRESS:-$(own_address)}"
[ -n "$SERVICE_ADDRESS" ] || { say "no address of $HOSTNAME in /etc/hosts: set SERVICE_ADDRESS"; exit 1; }
trap stop TERM INT

if [ $# -gt 0 ]; then
  (
    if [ -n "${SECRETS_FILE:-}" ]; then set -a; . "$SECRETS_FILE"; set +a; fi
    export HOST=127.0.0.1 PORT="$SERVICE_PORT"
    exec "$@"
  ) &
  app=$!
fi
await_consul
forget_those_before
sh "$here/sidecar.sh" &
envoy=$!
keep_registered &
keeper=$!

# Docker starts the container again. Until then its checks fail, and nobody sends it anything.
code=0
wait -n $app $envoy || code=$?
trap '' TERM INT
if kill -0 $envoy 2>/dev/null; then say "the app ended ($code)"; else say "Envoy ended ($code)"; fi
kill $app $envoy $keeper 2>/dev/null || true
wait
exit 1
