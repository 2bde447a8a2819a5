Kind = "service-resolver"
Name = "image-store"

# Also where a user's pulls are counted: each sidecar keeps its own count.
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
