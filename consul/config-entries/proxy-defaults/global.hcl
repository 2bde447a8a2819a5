Kind = "proxy-defaults"
Name = "global"

Config {
  # Without it every service counts as TCP: no routes, no JWT, no filters.
  protocol = "http"

  local_connect_timeout_ms = 2000

  # From the end of the request to the end of the answer; the edge's routes give up earlier.
  local_request_timeout_ms = 60000
}

# Enabled = true logs every request of every sidecar, live.
AccessLogs {
  Enabled = false
}
