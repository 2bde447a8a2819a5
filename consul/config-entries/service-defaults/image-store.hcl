Kind     = "service-defaults"
Name     = "image-store"
Protocol = "http"

# As for the edge: see there. Otherwise auth, slow to start, would be shut out for 30 s.
UpstreamConfig {
  Defaults {
    PassiveHealthCheck {
      EnforcingConsecutive5xx = 0
    }
  }

  # Of several ledgers, one that has failed twice in a row is left alone. Never more than half of them, whatever they answer.
  Overrides = [
    {
      Name = "quota"
      PassiveHealthCheck {
        MaxFailures             = 2
        EnforcingConsecutive5xx = 100
        Interval                = "1s"
        BaseEjectionTime        = "1s"
        MaxEjectionPercent      = 50
      }
    },
  ]
}

EnvoyExtensions = [
  {
    # Where no ledger counts as healthy, all are called: a refusal costs a millisecond, and Consul's checks
    # would find a ledger that is back only after one to two seconds.
    Name     = "builtin/property-override"
    Required = true

    Arguments = {
      ProxyType = "connect-proxy"

      Patches = [
        {
          ResourceFilter = {
            ResourceType     = "cluster"
            TrafficDirection = "outbound"
            Services = [
              {
                Name = "quota"
              },
            ]
          }
          Op    = "add"
          Path  = "/common_lb_config/healthy_panic_threshold/value"
          Value = 1
        },
      ]
    }
  },
  {
    Name = "builtin/wasm"

    # A sidecar without its limiter would give pulls away: rather none at all.
    Required = true

    Arguments = {
      Protocol     = "http"
      ListenerType = "inbound"

      PluginConfig = {
        Name   = "plan-limiter"
        RootID = "plan-limiter"

        VmConfig = {
          # The counts live in shared data, which Envoy keeps per VmID: change it and all start at zero.
          VmID    = "plan-limiter"
          Runtime = "v8"

          # The file's name holds the hash of its content: Envoy notices no change under an old name.
          Code = {
            Local = {
              Filename = "${PLAN_LIMITER_WASM}"
            }
          }
        }

        # auth offers these plans too: it reads them from here.
        Configuration = <<-JSON
          {
            "mode": "enforce",
            "provider": "imagehub",
            "ledger": {
              "cluster": "quota.default.dc1.internal.${TRUST_DOMAIN}",
              "timeoutMs": 50,
              "onFailure": "local"
            },
            "plans": {
              "personal": { "limit": 10, "window": 60 },
              "team": { "limit": 100, "window": 60 },
              "enterprise": { "limit": 1000, "window": 60 }
            },
            "guard": [
              { "method": "GET", "path": "/api/images/*/pull", "cost": 1 },
              { "method": "GET", "path": "/api/images/*/original", "cost": 1 },
              { "method": "POST", "path": "/api/images", "cost": 1 },
              { "method": "PUT", "path": "/api/images/*", "cost": 1 },
              { "method": "PATCH", "path": "/api/images/*", "cost": 0 },
              { "method": "DELETE", "path": "/api/images", "cost": 0 },
              { "method": "DELETE", "path": "/api/images/*", "cost": 0 },
              { "method": "PUT", "path": "/api/images/*/like", "cost": 0 },
              { "method": "DELETE", "path": "/api/images/*/like", "cost": 0 }
            ]
          }
        JSON
      }
    }
  },
]
