# Each source may call the public paths and no other: /metrics, /healthz and /readyz stay inside.
#
# Who has no valid token must reach plan-limiter, which answers 401 with a problem where a plan is
# needed; Envoy's RBAC would answer 403 in plain text, on public pictures as well. So the first
# permission asks for no token. The second exists because Consul installs jwt_authn only for a provider
# that some permission names. jwt_authn itself never refuses (allow_missing_or_failed): an expired,
# forged, unsigned or garbled token leaves no claims in the metadata, and so reads as none at all.
# The order matters: a permission holds only where no earlier one does, so with the provider first
# the open one would never be met.

Kind = "service-intentions"
Name = "image-store"

Sources = [
  {
    Name = "edge"
    Permissions = [
      {
        Action = "allow"
        HTTP {
          PathPrefix = "/api/images"
        }
      },
      {
        Action = "allow"
        HTTP {
          PathPrefix = "/api/images"
        }
        JWT {
          Providers = [
            {
              Name = "imagehub"
            },
          ]
        }
      },
      {
        Action = "allow"
        HTTP {
          PathExact = "/api/image-store/openapi.json"
        }
      },
    ]
  },
  {
    Name = "frontend"
    Permissions = [
      {
        Action = "allow"
        HTTP {
          PathPrefix = "/api/images"
        }
      },
      {
        Action = "allow"
        HTTP {
          PathPrefix = "/api/images"
        }
        JWT {
          Providers = [
            {
              Name = "imagehub"
            },
          ]
        }
      },
    ]
  },
  # In the name of a user whose account is being deleted, and with a token of that user.
  {
    Name = "auth"
    Permissions = [
      {
        Action = "allow"
        HTTP {
          PathExact = "/api/images"
          Methods   = ["DELETE"]
        }
        JWT {
          Providers = [
            {
              Name = "imagehub"
            },
          ]
        }
      },
    ]
  },
]
