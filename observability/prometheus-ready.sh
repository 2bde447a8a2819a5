#!/bin/sh
# Whether Prometheus answers; in an image without wget, whether it listens (9090 is 0x2382, and 0A is LISTEN).
if command -v wget >/dev/null 2>&1; then exec wget -qO /dev/null http://127.0.0.1:9090/-/ready; fi
exec grep -q ':2382 .* 0A ' /proc/net/tcp /proc/net/tcp6
