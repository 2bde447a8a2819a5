#!/bin/sh
# Prometheus in its container, by the same file as npm start -- --observe.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sh "$here/../consul/render.sh" "$here/prometheus.yml" >/tmp/prometheus.yml
exec /bin/prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/prometheus \
  --storage.tsdb.retention.size=512MB --log.level=warn
