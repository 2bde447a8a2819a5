Kind = "service-intentions"
Name = "quota"

# Who can ask for a lease can use up anybody's plan.
Sources = [
  {
    Name = "image-store"
    Permissions = [
      {
        Action = "allow"
        HTTP {
          PathExact = "/v1/leases"
          Methods   = ["POST"]
        }
      },
    ]
  },
]
