# For a hub that `npm start` runs. In the checkout's folder: . docs/tutorial/npm.sh
. docs/tutorial/commands.sh
HOME_OF_HUB=${IMAGEHUB_HOME:-$CHECKOUT/.imagehub}

# The one that `npm start` fetched, if there is no other.
command -v consul >/dev/null || PATH="$PATH:$(echo ~/.cache/imagehub/consul-*/)"

# Puts a module where the sidecars find it, and prints the path there: place FILE
place() {
  echo "$PWD/$1"
}

# What an instance's Envoy has logged: sidecar_log image-store-v1
sidecar_log() {
  cat "$HOME_OF_HUB/logs/$1-sidecar.log"
}

# An Envoy's metrics in Prometheus' format: envoy_metrics edge
envoy_metrics() {
  curl -s "http://127.0.0.1:$(of_hub "ports['$1-metrics']")/metrics"
}

# Lets a part hang, so that it answers nobody: pause consul
pause() {
  echo "$1" >>paused
  kill -STOP "$(of_hub "parts['$1'].process.pid")"
}

# The opposite: resume consul
resume() {
  kill -CONT "$(of_hub "parts['$1'].process.pid")"
}

resume_all() {
  for part in $(sort -u paused 2>/dev/null); do resume "$part"; done
  rm -f paused
}

of_hub() {
  json "$1" <"$HOME_OF_HUB/run/hub.json"
}

begin_chapter
