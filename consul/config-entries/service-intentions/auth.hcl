Kind = "service-intentions"
Name = "auth"

Sources = [
  {
    Name = "edge"
    Permissions = [
      {
        Action = "allow"
        HTTP {
          PathPrefix = "/api/auth"
        }
      },
      {
        Action = "allow"
        HTTP {
          PathExact = "/api/plans"
        }
      },
    ]
  },
  {
    Name = "image-store"
    Permissions = [
      {
        Action = "allow"
        HTTP {
          PathExact = "/api/auth/.well-known/jwks.json"
          Methods   = ["GET"]
        }
      },
    ]
  },
]
