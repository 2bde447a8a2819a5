Kind = "mesh"

TLS {
  Incoming {
    TLSMinVersion = "TLSv1_3"
  }
  Outgoing {
    TLSMinVersion = "TLSv1_3"
    # Envoy's own maximum for clients is 1.2: with the minimum alone no handshake succeeds.
    TLSMaxVersion = "TLSv1_3"
  }
}

HTTP {
  # Nobody in the mesh takes an identity from a header.
  SanitizeXForwardedClientCert = true

  # Each sidecar canonicalises the path before intentions and filters see it, so that no spelling of a
  # path passes them as another one than the service serves. (Consul applies this to inbound listeners
  # only: the edge routes by the path as sent, and the sidecar it lands on decides.)
  Incoming {
    RequestNormalization {
      InsecureDisablePathNormalization = false
      MergeSlashes                     = true
      PathWithEscapedSlashesAction     = "REJECT_REQUEST"
    }
  }
}
