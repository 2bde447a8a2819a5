# The one Consul server of a hub. Loopback only; all data lives in CONSUL_DATA_DIR, so a restart
# keeps registrations, the CA and what was edited live.

server           = true
bootstrap        = true
node_name        = "imagehub"
datacenter       = "dc1"
data_dir         = "${CONSUL_DATA_DIR}"

bind_addr   = "${CONSUL_BIND_ADDR:-127.0.0.1}"
client_addr = "${CONSUL_CLIENT_ADDR:-127.0.0.1}"

ports {
  http     = ${CONSUL_HTTP_PORT}
  grpc     = ${CONSUL_GRPC_PORT}
  server   = ${CONSUL_SERVER_PORT}
  serf_lan = ${CONSUL_SERF_PORT}
  serf_wan = -1
  dns      = -1
  grpc_tls = -1
}

# Without "deny" here, Consul renders an RBAC filter that enforces nothing: neither the intentions'
# JWT requirements nor the absence of an intention.
default_intention_policy = "deny"

connect {
  enabled = true
}

peering {
  enabled = false
}

ui_config {
  enabled = true
}

# The shortest wait before a lone server elects itself: 1 to 2 s after its start, as for production.
performance {
  raft_multiplier = 1
}

# The default preallocates 64 MB for a log that holds a few hundred kilobytes here.
raft_logstore {
  wal {
    segment_size_mb = 4
  }
}

# A restarted server knows only its last snapshot until it has elected itself. With the defaults (16384
# writes) there is none, and sidecars that reconnect at that moment are told to drop their listeners.
raft_snapshot_threshold = 1
raft_snapshot_interval  = "1s"
disable_coordinates     = true

# Leaving would deregister every service; a stop is only a pause.
leave_on_terminate      = false
skip_leave_on_interrupt = true

log_level                   = "warn"
log_json                    = true
disable_update_check        = true
disable_anonymous_signature = true

telemetry {
  disable_hostname          = true
  prometheus_retention_time = "1m"
}
