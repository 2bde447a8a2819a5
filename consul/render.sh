#!/bin/sh
# Prints FILE with every ${NAME} and ${NAME:-default} filled in from the environment.
# An unset or empty variable without a default is an error that names it.
# Lines between "#if NAME" and "#end" are left out where NAME is unset or empty.
set -eu

if [ $# -ne 1 ] || [ ! -r "$1" ]; then
  echo "usage: render.sh FILE, a readable file: '${1-}' is not" >&2
  exit 2
fi

exec awk '
function fail(message) {
  printf "render.sh: %s line %d: %s\n", FILENAME, FNR, message > "/dev/stderr"
  exit 1
}

function value_of(name, fallback, has_fallback) {
  if (!(name in ENVIRON) || ENVIRON[name] == "") {
    if (has_fallback) return fallback
    fail(name " is not set: export it and run again")
  }
  # Such a value would end the HCL string it stands in.
  if (ENVIRON[name] ~ /["\\\n]/) fail(name " holds a quote, a backslash or a line break")
  return ENVIRON[name]
}

/^[ \t]*#if [A-Z_]/ { left_out = ENVIRON[$2] == ""; next }
/^[ \t]*#end$/ { left_out = 0; next }
left_out { next }
/^[ \t]*#/ { print; next }

{
  rest = $0
  line = ""
  while (match(rest, /[$][{][A-Z_][A-Z0-9_]*(:-[^}]*)?[}]/)) {
    expression = substr(rest, RSTART + 2, RLENGTH - 3)
    line = line substr(rest, 1, RSTART - 1)
    rest = substr(rest, RSTART + RLENGTH)
    split_at = index(expression, ":-")
    if (split_at) line = line value_of(substr(expression, 1, split_at - 1), substr(expression, split_at + 2), 1)
    else line = line value_of(expression, "", 0)
  }
  print line rest
}
' "$1"
