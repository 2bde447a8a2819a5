Kind = "service-resolver"
Name = "image-store"

# One subset serves all who are not routed elsewhere, and there is no failover: what an experiment compares is
# served by its own instances or not at all.
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
