# The images of a release, for both processors: docker buildx bake --push, with REGISTRY and VERSION set.
# docker-compose.yml builds the same Dockerfiles for the machine that it runs on.

variable "REGISTRY" {
  description = "What the images' names begin with"
  default     = "imagehub"
}

variable "VERSION" {
  description = "Tag of the images: a release's number without the v"
  default     = "dev"
  validation {
    condition     = VERSION == regex("[A-Za-z0-9_][A-Za-z0-9._-]*", VERSION)
    error_message = "VERSION is no tag of an image."
  }
}

variable "REVISION" {
  description = "The commit that is built"
  default     = "unknown"
}

variable "SOURCE" {
  description = "Address of the repository, which ties packages to it"
  default     = ""
}

group "default" {
  targets = ["mesh", "service"]
}

target "image" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
  # What is in an image, and what made it, beside it in the registry.
  attest = ["type=sbom", "type=provenance,mode=max"]
  labels = {
    "org.opencontainers.image.licenses" = "Apache-2.0"
    "org.opencontainers.image.version"  = VERSION
    "org.opencontainers.image.revision" = REVISION
    "org.opencontainers.image.source"   = SOURCE
  }
}

target "mesh" {
  name       = image
  inherits   = ["image"]
  matrix     = { image = ["sidecar", "config"] }
  dockerfile = "envoy/Dockerfile"
  target     = image
  tags       = ["${REGISTRY}/${image}:${VERSION}"]
  labels     = { "org.opencontainers.image.title" = "Image Hub: ${image}" }
}

target "service" {
  name       = image
  inherits   = ["image"]
  matrix     = { image = ["auth", "image-store", "frontend", "quota", "scripts"] }
  dockerfile = "services/Dockerfile"
  target     = image
  contexts   = { sidecar = "target:sidecar" }
  tags       = ["${REGISTRY}/${image}:${VERSION}"]
  labels     = { "org.opencontainers.image.title" = "Image Hub: ${image}" }
}
