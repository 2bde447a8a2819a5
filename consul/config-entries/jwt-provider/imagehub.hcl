Kind      = "jwt-provider"
Name      = "imagehub"
Issuer    = "image-hub"
Audiences = ["image-hub"]

JSONWebKeySet {
  Local {
    JWKS = "${JWKS_BASE64}"
  }
}

# Named, because Envoy's default also takes a token from the query string, where logs keep it.
Locations = [
  {
    Header {
      Name        = "Authorization"
      ValuePrefix = "Bearer "
      # The service verifies it once more.
      Forward = true
    }
  },
]
