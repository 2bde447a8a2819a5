# For a hub that `docker compose up` runs. In the checkout's folder: . docs/tutorial/compose.sh
. docs/tutorial/commands.sh

compose() {
  docker compose --project-directory "$CHECKOUT" "$@"
}

# The program in Consul's container. It reads no files of this machine: give it entries by its input.
consul() {
  compose exec -T consul consul "$@"
}

# Puts a module into the volume that all sidecars share, and prints its path there: place FILE
place() {
  compose run --rm -T --no-deps --quiet-pull --entrypoint sh config -c "cat >'/var/lib/imagehub/filters/$1'" <"$1" &&
    echo "/var/lib/imagehub/filters/$1"
}

# What an instance has logged, app and Envoy: sidecar_log image-store-v1
sidecar_log() {
  compose logs --no-log-prefix "$1"
}

# An Envoy's metrics in Prometheus' format, asked for inside the hub's network: envoy_metrics edge
envoy_metrics() {
  compose exec -T frontend-v1 node -e "
    fetch('http://$1:20001/metrics').then((answer) => answer.text()).then((text) => process.stdout.write(text))"
}

# Lets a part hang, so that it answers nobody: pause consul
pause() {
  echo "$1" >>paused
  compose --progress quiet pause "$1"
}

# The opposite: resume consul
resume() {
  compose --progress quiet unpause "$1"
}

resume_all() {
  for part in $(sort -u paused 2>/dev/null); do resume "$part" 2>/dev/null; done
  rm -f paused
}

begin_chapter
