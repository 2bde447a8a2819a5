#!/bin/sh
# Becomes the Consul server of a hub in containers.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# Servers and gossip stay on loopback, since there is one server; clients and Envoys come from other containers.
export CONSUL_CLIENT_ADDR="${CONSUL_CLIENT_ADDR:-0.0.0.0}"
# Consul 1.22 asks its own API for its address: see README.md.
export CONSUL_HTTP_ADDR="http://127.0.0.1:$CONSUL_HTTP_PORT"
sh "$here/render.sh" "$here/agent.hcl" >/tmp/agent.hcl
exec consul agent -config-file=/tmp/agent.hcl
