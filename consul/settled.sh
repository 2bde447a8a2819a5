#!/bin/bash
# Whether the Consul of this container has a leader, and has had it for long enough to take registrations: its two
# first syncs of the catalog are over after 3 s (see README.md). Exit status 0 or 1.
set -u
. "$(dirname -- "$0")/../envoy/http.sh"

body_of "http://127.0.0.1:$CONSUL_HTTP_PORT/v1/connect/ca/roots" | grep -q '"Active": *true' || exit 1
# Gone with the container's end, as it is on a tmpfs.
since=/tmp/leads-since
[ -e "$since" ] || echo "$EPOCHSECONDS" >"$since"
[ $((EPOCHSECONDS - $(cat "$since"))) -ge 4 ]
