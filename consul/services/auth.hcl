service {
  name    = "auth"
  id      = "${SERVICE_ID}"
  address = "${SERVICE_ADDRESS}"
  port    = ${SERVICE_PORT}

  meta {
    version = "${SERVICE_VERSION}"
    tier    = "${SERVICE_TIER}"
  }

  checks = [
    {
      name     = "ready"
      http     = "http://${SERVICE_ADDRESS}:${SERVICE_PORT}/readyz"
      interval = "1s"
      timeout  = "2s"
      # One late answer on a busy machine is no outage.
      failures_before_critical = 2
    },
  ]

  connect {
    sidecar_service {
      address = "${SERVICE_ADDRESS}"
      port    = ${SIDECAR_PORT}

      # Replaces Consul's own pair, whose TCP check looks only every ten seconds.
      checks = [
        {
          name          = "service"
          alias_service = "${SERVICE_ID}"
        },
        {
          name     = "sidecar listens"
          tcp      = "${SERVICE_ADDRESS}:${SIDECAR_PORT}"
          interval = "1s"
          timeout  = "1s"
        },
      ]

      proxy {
        local_service_address = "127.0.0.1"
        local_service_port    = ${SERVICE_PORT}

        config {
          envoy_prometheus_bind_addr = "${SERVICE_ADDRESS}:${SIDECAR_METRICS_PORT}"
        }

        # Where the pictures of a deleted account are deleted.
        upstreams = [
          {
            destination_name   = "image-store"
            local_bind_address = "127.0.0.1"
            local_bind_port    = ${IMAGE_STORE_UPSTREAM_PORT}
          },
        ]
      }
    }
  }
}
