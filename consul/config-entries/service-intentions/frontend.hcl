Kind = "service-intentions"
Name = "frontend"

Sources = [
  {
    Name = "edge"
    Permissions = [
      {
        Action = "deny"
        HTTP {
          PathPrefix = "/healthz"
        }
      },
      {
        Action = "deny"
        HTTP {
          PathPrefix = "/readyz"
        }
      },
      {
        Action = "deny"
        HTTP {
          PathPrefix = "/metrics"
        }
      },
      {
        Action = "allow"
        HTTP {
          PathPrefix = "/"
        }
      },
    ]
  },
]
