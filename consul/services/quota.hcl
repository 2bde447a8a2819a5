service {
  name    = "quota"
  id      = "${SERVICE_ID}"
  address = "${SERVICE_ADDRESS}"
  port    = ${SERVICE_PORT}

  meta {
    version = "${SERVICE_VERSION}"
    tier    = "${SERVICE_TIER}"

    # Where Prometheus finds the app's figures and Envoy's.
    service_metrics_port = "${SERVICE_METRICS_PORT}"
    sidecar_metrics_port = "${SIDECAR_METRICS_PORT}"

    #if SIDECAR_CONFIG_PORT
    sidecar_config_port = "${SIDECAR_CONFIG_PORT}"
    #end
  }

  # At the first failure: of several ledgers another serves meanwhile, and a lone one is called all the same
  # (see config-entries/service-defaults/image-store.hcl).
  # Through the sidecar, as whatever comes from outside: the app itself listens on loopback.
  checks = [
    {
      name     = "ready"
      http     = "http://${SERVICE_ADDRESS}:${SERVICE_READY_PORT}/readyz"
      interval = "1s"
      timeout  = "1s"

      deregister_critical_service_after = "${DEREGISTER_AFTER:-0s}"
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

        # These paths without TLS, for who is not in the mesh: Consul and Prometheus.
        expose {
          paths = [
            {
              path            = "/readyz"
              local_path_port = ${SERVICE_PORT}
              listener_port   = ${SERVICE_READY_PORT}
            },
            {
              path            = "/metrics"
              local_path_port = ${SERVICE_PORT}
              listener_port   = ${SERVICE_METRICS_PORT}
            },
            # Where the admin interface cannot be reached, for who must see which keys it verifies tokens by.
            #if SIDECAR_CONFIG_PORT
            {
              path            = "/config_dump"
              local_path_port = ${SIDECAR_ADMIN_PORT}
              listener_port   = ${SIDECAR_CONFIG_PORT}
            },
            #end
          ]
        }
      }
    }
  }
}
