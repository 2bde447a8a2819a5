# The few commands that the chapters share, for sh, bash and zsh. npm.sh and compose.sh source this file and add
# those that differ between the two ways to run a hub. docs/tutorial/README.md lists them all.

# The value of a JavaScript expression on the JSON in the input: json 'items[0].id'
json() {
  node -pe "JSON.parse(require('fs').readFileSync(0)).$1"
}

# Signs somebody new up, and prints their token: sign_up PLAN
sign_up() {
  curl -s "$HUB/api/auth/signup" -H 'content-type: application/json' -d "{
    \"name\": \"guest-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')\",
    \"password\": \"correct horse battery\",
    \"plan\": \"$1\"
  }" | json token
}

# Pulls a picture, 64 pixels wide, and prints what the answer says of it: pull TOKEN [QUERY]
pull() {
  curl -s -o picture.jpg -D - -H "authorization: Bearer $1" "$HUB/api/images/$PICTURE/pull?w=64${2:+&$2}" |
    tr -d '\r' | grep -iE '^(http|ratelimit|retry-after|x-imagehub-[^e])'
}

# Pulls so many times, and counts the answers by their status: pulls COUNT TOKEN [QUERY]
pulls() {
  curl -s -o /dev/null -w '%{http_code}\n' -H "authorization: Bearer $2" \
    "$HUB/api/images/$PICTURE/pull?w=64${3:+&$3}#[1-$1]" | sort | uniq -c | sed 's/^ *//'
}

# What a visitor's browser is told when it opens the gallery: visit VISITOR [QUERY]
visit() {
  curl -sI -H "cookie: ih_visitor=$1" "$HUB/${2:+?$2}" | tr -d '\r' | grep -iE '^x-imagehub-(served-by|experiments)'
}

# The variants of many visitors, a line for each: crowd COUNT
crowd() {
  node -e '
    const [hub, count] = process.argv.slice(1);
    for (let n = 1; n <= count; n += 1) {
      fetch(hub, { method: "HEAD", headers: { cookie: `ih_visitor=visitor-${n}` } }).then(({ headers }) =>
        console.log(headers.get("x-imagehub-experiments") ?? "none"));
    }
  ' "$HUB" "$1"
}

# Pulls without a pause from all three image-stores until the file `stop` is there, then counts the answers: load
load() {
  for variant in stored negotiated fast; do
    token=$(sign_up enterprise)
    while [ ! -e stop ]; do
      curl -s -o /dev/null -w '%{http_code}\n' -H "authorization: Bearer $token" \
        "$HUB/api/images/$PICTURE/pull?w=64&imagehub-variant=renditions:$variant#[1-3]"
    done >"$variant.statuses" &
  done
  wait
  cat ./*.statuses | sort | uniq -c | sed 's/^ *//'
}

# A filter's configuration as Consul holds it: filter_config SERVICE FILTER
filter_config() {
  consul config read -kind service-defaults -name "$1" | plugin_config "$2"
}

# The service's entry with a file as the filter's configuration: with_config SERVICE FILTER FILE | consul config write -
with_config() {
  consul config read -kind service-defaults -name "$1" | plugin_config "$2" "$3"
}

plugin_config() {
  node -e '
    const { readFileSync } = require("node:fs");
    const [filter, file] = process.argv.slice(1);
    const entry = JSON.parse(readFileSync(0));
    const plugins = entry.EnvoyExtensions.map(({ Arguments }) => Arguments.PluginConfig);
    const plugin = plugins.find((plugin) => plugin?.Name === filter);
    if (file) plugin.Configuration = readFileSync(file, "utf8");
    console.log(file ? JSON.stringify(entry) : plugin.Configuration.trimEnd());
  ' "$@"
}

# What a filter has counted in an Envoy, without the tags that are always the same: metrics PART NAME
metrics() {
  envoy_metrics "$1" | grep "^$2" | sed 's/local_cluster="[^"]*",//; s/consul_source_[a-z]*="[^"]*",//g'
}

# Runs a command again and again until it prints a line like PATTERN, and prints nothing: wait_until PATTERN COMMAND…
wait_until() {
  settle 0 "$@"
}

# The opposite: as long as it prints such a line.
wait_while() {
  settle 1 "$@"
}

# Waits until each of the three image-stores answers pulls so: everywhere TOKEN PATTERN
everywhere() {
  each_answers "$@" && sleep 0.3 && each_answers "$@"
}

each_answers() {
  for variant in stored negotiated fast; do
    again 0 "$2" pull "$1" "imagehub-variant=renditions:$variant" || return
  done
}

# Once, and then once more: for 250 ms a connection of the edge may lie idle and be answered by the configuration before.
settle() {
  again "$@" && sleep 0.3 && again "$@"
}

# Until grep ends with an exit code: again CODE PATTERN COMMAND…
again() {
  code=$1
  pattern=$2
  shift 2
  patience=$(($(date +%s) + 20))
  while :; do
    "$@" | grep -qE -e "$pattern"
    if [ $? = "$code" ]; then return; fi
    if [ "$(date +%s)" -gt "$patience" ]; then
      echo "For 20 s not what was waited for ($pattern) from: $1" >&2
      return 1
    fi
    sleep 0.05
  done
}

# Restores what is deployed, waits until the hub answers as before, and goes back to the checkout.
put_back() {
  restore && cd "$CHECKOUT" && echo 'The hub is as before.'
}

restore() {
  resume_all
  for entry in edge image-store frontend; do
    curl -sf -X PUT -d "@deployed/$entry.json" "$CONSUL_HTTP_ADDR/v1/config" >/dev/null || return
  done
  settle 0 same compare_answers && rm -r deployed
}

# What the chapters change, as the hub answers it: plans, classes, experiments, pages.
answers() {
  for variant in stored negotiated fast; do
    pull "$PERSONAL" "imagehub-variant=renditions:$variant" | grep policy
  done
  pull "$TEAM" | grep -E 'policy|served-by' | sed 's,/v[12]/,/,'
  curl -sI -H 'cookie: ih_visitor=tutorial' "$HUB/" | grep -E '^HTTP|served-by|experiments'
}

compare_answers() {
  answers >answered && cmp -s answered deployed/answers && echo same
}

# Keeps the deployed entries, for put_back. What a chapter that was left half way has changed is put back first.
begin_chapter() {
  curl -sf "$HUB/api/plans" >/dev/null || {
    echo "No hub answers at $HUB: start one, or say where it is (IMAGEHUB_URL)" >&2
    return 1
  }
  mkdir -p "$FILES" && cd "$FILES" || return
  PICTURE=$(curl -s "$HUB/api/images?q=Ridges%20at%20dawn" | json 'items[0].id')
  PERSONAL=$(sign_up personal)
  TEAM=$(sign_up team)
  if [ -d deployed ]; then restore && echo 'What a chapter before had changed is put back.' || return; fi
  cd "$CHECKOUT" && rm -rf "$FILES" && mkdir -m 700 "$FILES" && cd "$FILES" && mkdir new || return
  for entry in edge image-store frontend; do
    curl -sf -o "new/$entry.json" "$CONSUL_HTTP_ADDR/v1/config/service-defaults/$entry" || return
  done
  answers >new/answers
  mv new deployed
  echo "Image Hub at $HUB. Files of this chapter are in $FILES"
}

CHECKOUT=$PWD
FILES=${TMPDIR:-/tmp}/imagehub-tutorial
HUB=${IMAGEHUB_URL:-http://127.0.0.1:${IMAGEHUB_EDGE_PORT:-8080}}
export CONSUL_HTTP_ADDR="${CONSUL_HTTP_ADDR:-http://127.0.0.1:${IMAGEHUB_CONSUL_PORT:-8500}}"
