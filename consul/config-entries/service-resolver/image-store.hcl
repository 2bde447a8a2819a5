Kind = "service-resolver"
Name = "image-store"

# Each sidecar keeps its own count of a user's pulls. So one subset serves all who are not routed elsewhere,
# and there is no failover, which would start a second count.
DefaultSubset = "v1"

Subsets = {
  v1 = {
    Filter = "Service.Meta.version == v1"
  }
  v2 = {
    Filter = "Service.Meta.version == v2"
  }
  performance = {
    Filter = "Service.Meta.version == performance"
  }
}
