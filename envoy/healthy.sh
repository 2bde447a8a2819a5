#!/bin/bash
# Whether the instance of this container can serve: its app is ready, and so is its Envoy. Exit status 0 or 1.
set -u
. "$(dirname -- "$0")/http.sh"

[ "$(status_of GET "http://127.0.0.1:$SIDECAR_ADMIN_PORT/ready")" = 200 ] || exit 1
[ "$SERVICE" = edge ] || [ "$(status_of GET "http://127.0.0.1:$SERVICE_PORT/readyz")" = 200 ]
