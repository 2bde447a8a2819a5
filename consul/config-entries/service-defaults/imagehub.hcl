# The virtual service that the edge's only upstream names. It has no instances, only routes:
# see service-router/imagehub.hcl.
Kind     = "service-defaults"
Name     = "imagehub"
Protocol = "http"
