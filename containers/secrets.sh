#!/bin/bash
# Makes the passwords of a new hub, in a folder for each who needs some. Those that are there stay.
set -eu

folder=/var/lib/imagehub/secrets
[ ! -e "$folder/made" ] || exit 0

# 96 bits, in letters that a shell and a URL take as they are.
password() {
  head -c 12 /dev/urandom | base64 | tr '+/' '-_'
}

auth=$(password)
image_store=$(password)
admin=$(password)

# Open to all who see them, as PostgreSQL runs as another user: a container sees its own folder alone.
mkdir -p "$folder/postgres" "$folder/auth" "$folder/image-store" "$folder/demo"
password >"$folder/postgres/superuser"
printf '%s\n' "$auth" >"$folder/postgres/auth"
printf '%s\n' "$image_store" >"$folder/postgres/image_store"
printf 'DATABASE_URL=%s\nADMIN_PASSWORD=%s\n' "postgresql://auth:$auth@postgres/auth" "$admin" >"$folder/auth/environment"
printf 'DATABASE_URL=%s\n' "postgresql://image_store:$image_store@postgres/image_store" >"$folder/image-store/environment"
printf '{"ada":"%s","grace":"%s","linus":"%s","admin":"%s"}\n' "$(password)" "$(password)" "$(password)" "$admin" \
  >"$folder/demo/accounts.json"
touch "$folder/made"
echo 'passwords made'
