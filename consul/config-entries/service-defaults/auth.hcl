Kind     = "service-defaults"
Name     = "auth"
Protocol = "http"

# As for the edge: see there.
UpstreamConfig {
  Defaults {
    PassiveHealthCheck {
      EnforcingConsecutive5xx = 0
    }
  }
}
