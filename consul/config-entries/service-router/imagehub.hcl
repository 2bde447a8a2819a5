# Where the edge sends each request; the first route that matches wins.
#
# Only a connection that was never made is retried: once a pull has reached a sidecar it is counted,
# and a second try would count it twice.

Kind = "service-router"
Name = "imagehub"

Routes = [
  {
    Match {
      HTTP {
        PathPrefix = "/api/auth"
      }
    }
    Destination {
      Service               = "auth"
      RequestTimeout        = "15s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathExact = "/api/plans"
      }
    }
    Destination {
      Service               = "auth"
      RequestTimeout        = "15s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  # The variant of an experiment goes before the class of service.
  {
    Match {
      HTTP {
        PathPrefix = "/api/images"
        Header = [
          {
            Name  = "x-imagehub-subset-image-store"
            Exact = "v1"
          },
        ]
      }
    }
    Destination {
      Service               = "image-store"
      ServiceSubset         = "v1"
      RequestTimeout        = "30s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/api/images"
        Header = [
          {
            Name  = "x-imagehub-subset-image-store"
            Exact = "v2"
          },
        ]
      }
    }
    Destination {
      Service               = "image-store"
      ServiceSubset         = "v2"
      RequestTimeout        = "30s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/api/images"
        Header = [
          {
            Name  = "x-imagehub-subset-image-store"
            Exact = "performance"
          },
        ]
      }
    }
    Destination {
      Service               = "image-store"
      ServiceSubset         = "performance"
      RequestTimeout        = "30s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/api/images"
        Header = [
          {
            Name  = "x-imagehub-class"
            Exact = "performance"
          },
        ]
      }
    }
    Destination {
      Service               = "image-store"
      ServiceSubset         = "performance"
      RequestTimeout        = "30s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/api/images"
      }
    }
    Destination {
      Service               = "image-store"
      RequestTimeout        = "30s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/api/image-store"
      }
    }
    Destination {
      Service               = "image-store"
      RequestTimeout        = "15s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/"
        Header = [
          {
            Name  = "x-imagehub-subset-frontend"
            Exact = "v1"
          },
        ]
      }
    }
    Destination {
      Service               = "frontend"
      ServiceSubset         = "v1"
      RequestTimeout        = "15s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/"
        Header = [
          {
            Name  = "x-imagehub-subset-frontend"
            Exact = "v2"
          },
        ]
      }
    }
    Destination {
      Service               = "frontend"
      ServiceSubset         = "v2"
      RequestTimeout        = "15s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
  {
    Match {
      HTTP {
        PathPrefix = "/"
      }
    }
    Destination {
      Service               = "frontend"
      RequestTimeout        = "15s"
      NumRetries            = 2
      RetryOnConnectFailure = true
    }
  },
]
