Kind = "proxy-defaults"
Name = "global"

Config {
  # Without it every service counts as TCP: no routes, no JWT, no filters.
  protocol = "http"

  local_connect_timeout_ms = 2000

  # From the end of the request to the end of the answer; the edge's routes give up earlier.
  local_request_timeout_ms = 60000

  # Which requests are traced, in per cent: live, like every entry. The edge decides, and all behind it follow. A path
  # would bring its query, which is the client's own, into the span; apps tell the route instead. (A sidecar that does not
  # have the cluster zipkin, see envoy/sidecar.sh, refuses this, and with it every other change of its listeners.)
  #if TRACING_SAMPLING
  envoy_listener_tracing_json = <<-JSON
    {
      "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing",
      "client_sampling": { "value": 0 },
      "random_sampling": { "value": ${TRACING_SAMPLING} },
      "max_path_tag_length": 0,
      "custom_tags": [
        { "tag": "imagehub.class", "request_header": { "name": "x-imagehub-class" } },
        { "tag": "imagehub.experiments", "request_header": { "name": "x-imagehub-experiments" } },
        { "tag": "imagehub.plan", "metadata": {
          "kind": { "request": {} },
          "metadata_key": {
            "key": "envoy.filters.http.jwt_authn",
            "path": [{ "key": "jwt_payload_imagehub" }, { "key": "plan" }]
          }
        } }
      ],
      "provider": {
        "name": "envoy.tracers.zipkin",
        "typed_config": {
          "@type": "type.googleapis.com/envoy.config.trace.v3.ZipkinConfig",
          "collector_cluster": "zipkin",
          "collector_endpoint": "/api/v2/spans",
          "collector_endpoint_version": "HTTP_JSON",
          "trace_id_128bit": true,
          "shared_span_context": false,
          "trace_context_option": "USE_B3_WITH_W3C_PROPAGATION"
        }
      }
    }
  JSON
  #end
}

# Enabled = true logs every request of every sidecar, live.
AccessLogs {
  Enabled = false
}
