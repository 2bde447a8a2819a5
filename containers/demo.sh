#!/bin/bash
# Fills a new hub with the demo accounts and pictures, says how to enter, and stays, so that `docker compose up --wait`
# has something to wait for.
set -eu

trap 'exit 0' TERM
node scripts/dist/demo/main.js
touch /tmp/ready
sleep infinity &
wait
