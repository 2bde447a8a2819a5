Kind = "proxy-defaults"
Name = "global"

Config {
  # Without it every service counts as TCP: no routes, no JWT, no filters.
  protocol = "http"

  local_connect_timeout_ms = 2000

  # From the end of the request to the end of the answer; the edge's routes give up earlier.
  local_request_timeout_ms = 60000

  # Where Envoys send their spans: part of the bootstrap, so a sidecar reads it at its start. It waits for nothing there.
  #if ZIPKIN_HOST
  envoy_extra_static_clusters_json = <<-JSON
    {
      "name": "zipkin",
      "type": "STRICT_DNS",
      "wait_for_warm_on_init": false,
      "dns_refresh_rate": "30s",
      "dns_failure_refresh_rate": { "base_interval": "5s", "max_interval": "30s" },
      "connect_timeout": "1s",
      "load_assignment": {
        "cluster_name": "zipkin",
        "endpoints": [{ "lb_endpoints": [{ "endpoint": {
          "address": { "socket_address": { "address": "${ZIPKIN_HOST}", "port_value": ${ZIPKIN_PORT:-9411} } }
        } }] }]
      }
    }
  JSON
  #end

  # Which requests are traced, in per cent: live, like every entry. The edge decides, and all behind it follow. A path
  # would bring its query, which is the client's own, into the span; apps tell the route instead.
  #if TRACING_SAMPLING
  envoy_listener_tracing_json = <<-JSON
    {
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
