# The edge has no app behind it: its sidecar's upstream listener is the hub's front door.

service {
  name    = "edge"
  id      = "${SERVICE_ID}"
  address = "${SERVICE_ADDRESS}"
  port    = ${EDGE_PORT}

  meta {
    # Where Prometheus finds Envoy's figures.
    sidecar_metrics_port = "${SIDECAR_METRICS_PORT}"
  }

  checks = [
    {
      name     = "edge listens"
      tcp      = "${SERVICE_ADDRESS}:${EDGE_PORT}"
      interval = "1s"
      timeout  = "1s"

      deregister_critical_service_after = "${DEREGISTER_AFTER:-0s}"
    },
  ]

  connect {
    sidecar_service {
      address = "${SERVICE_ADDRESS}"
      port    = ${SIDECAR_PORT}

      checks = [
        {
          name          = "service"
          alias_service = "${SERVICE_ID}"
        },
      ]

      proxy {
        config {
          envoy_prometheus_bind_addr = "${SERVICE_ADDRESS}:${SIDECAR_METRICS_PORT}"
        }

        # A virtual service: config-entries/service-router/imagehub.hcl says where each request goes.
        upstreams = [
          {
            destination_name   = "imagehub"
            local_bind_address = "${SERVICE_ADDRESS}"
            local_bind_port    = ${EDGE_PORT}
          },
        ]
      }
    }
  }
}
