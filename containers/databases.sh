#!/bin/sh
# Makes a database for each service that stores, owned by a role that can reach no other. Run by the image of PostgreSQL
# when it has made a new cluster.
set -eu

for name in auth image_store; do
  psql --username postgres -v ON_ERROR_STOP=1 -v name="$name" -v password="$(cat "/run/secrets/$name")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
