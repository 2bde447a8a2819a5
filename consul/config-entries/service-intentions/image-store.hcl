# Each source may call the public paths and no other: /metrics, /healthz and /readyz stay inside.
#
# The first permission makes Envoy verify tokens (jwt_authn, which never refuses) and is met by a valid
# one. The second, the same without a token, lets everyone else pass too: a missing, expired, forged or
# unsigned token leaves no claims, and plan-limiter answers 401 with a problem where a plan is needed.
# Without it Envoy's RBAC would answer 403 in plain text, on public pictures as well.

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
          PathPrefix = "/api/images"
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
          PathPrefix = "/api/images"
        }
      },
    ]
  },
]
