Kind     = "service-defaults"
Name     = "edge"
Protocol = "http"

UpstreamConfig {
  Defaults {
    # Above Envoy's 1024, which a burst of pulls can reach. Refusing is the plan's business.
    Limits {
      MaxConnections        = 8192
      MaxPendingRequests    = 8192
      MaxConcurrentRequests = 8192
    }

    # Consul's readiness checks decide who gets requests. Envoy's own ejection would keep an instance
    # out for 30 s after five answers of 5xx, long after its database is back.
    PassiveHealthCheck {
      EnforcingConsecutive5xx = 0
    }
  }
}

EnvoyExtensions = [
  {
    # A connection that outlives an update of the sidecar's listener answers one more request by the old
    # configuration. So the pool keeps no idle ones: a new limit holds for everybody at once.
    Name     = "builtin/property-override"
    Required = true

    Arguments = {
      ProxyType = "connect-proxy"

      Patches = [
        {
          ResourceFilter = {
            ResourceType     = "cluster"
            TrafficDirection = "outbound"
          }
          Op    = "add"
          Path  = "/common_http_protocol_options/idle_timeout/nanos"
          Value = 250000000
        },
      ]
    }
  },
  {
    Name = "builtin/wasm"

    # It drops the x-imagehub-* headers of clients: without it they could choose their class themselves.
    Required = true

    Arguments = {
      Protocol     = "http"
      ListenerType = "outbound"

      PluginConfig = {
        Name   = "class-of-service"
        RootID = "class-of-service"

        VmConfig = {
          # Activity is counted in shared data, which Envoy keeps per VmID.
          VmID    = "class-of-service"
          Runtime = "v8"

          Code = {
            Local = {
              Filename = "${CLASS_OF_SERVICE_WASM}"
            }
          }
        }

        Configuration = <<-JSON
          {
            "default": "standard",
            "rules": [
              { "class": "performance", "when": { "plan": ["enterprise"] } },
              { "class": "performance", "when": { "country": ["NZ"], "language": ["mi"] } },
              { "class": "performance", "when": { "activity": { "requests": 50, "window": 60 } } }
            ]
          }
        JSON
      }
    }
  },
  {
    # Behind class-of-service: a client's own x-imagehub-client-address is gone by now, and ours stays.
    Name     = "builtin/lua"
    Required = true

    Arguments = {
      Listener = "outbound"

      Script = <<-LUA
        -- Headers by which proxies talk to each other: identity, retries and timeouts. (Those of the hub,
        -- x-imagehub-*, are class-of-service's to drop.)
        -- x-forwarded-proto stays, since Envoy finds no route without it; nobody here believes it.
        -- A trace context goes as well: where the edge traces, it has read it by now, and sends its own.
        local reserved = { "x-forwarded-", "x-envoy-", "traceparent", "tracestate", "b3", "x-b3-" }

        local titles = {
          [400] = "Bad Request",
          [403] = "Forbidden",
          [404] = "Not Found",
          [408] = "Request Timeout",
          [413] = "Content Too Large",
          [426] = "Upgrade Required",
          [431] = "Request Header Fields Too Large",
          [500] = "Internal Server Error",
          [502] = "Bad Gateway",
          [503] = "Service Unavailable",
          [504] = "Gateway Timeout",
        }

        local function is_reserved(name)
          for _, prefix in ipairs(reserved) do
            if name:sub(1, #prefix) == prefix then return name ~= "x-forwarded-proto" end
          end
          return false
        end

        -- Of "192.0.2.1:4711" or "[2001:db8::1]:4711" the address alone.
        local function without_port(address)
          return (address:gsub(":%d+$", ""):gsub("[%[%]]", ""))
        end

        function envoy_on_request(handle)
          local headers = handle:headers()
          local spoofed = {}
          for name in pairs(headers) do
            if is_reserved(name) then spoofed[#spoofed + 1] = name end
          end
          for _, name in ipairs(spoofed) do headers:remove(name) end
          -- Of the connection itself, whatever the client says.
          local client = handle:streamInfo():downstreamDirectRemoteAddress()
          headers:replace("x-imagehub-client-address", without_port(client))
          if headers:get(":method") == "HEAD" then
            handle:streamInfo():dynamicMetadata():set("imagehub.edge", "head", true)
          end
        end

        -- No service answers an error in plain text, or without a type: such a one is Envoy's own, and
        -- clients expect problems.
        function envoy_on_response(handle)
          local headers = handle:headers()
          local status = headers:get(":status")
          if status < "400" then return end
          local content_type = headers:get("content-type")
          if content_type ~= nil and content_type ~= "text/plain" then return end

          local title = titles[tonumber(status)] or "Error"
          local problem = '{"type":"about:blank","title":"' .. title .. '","status":' .. status .. "}"
          headers:replace("content-type", "application/problem+json")
          headers:replace("content-length", tostring(#problem))
          if handle:streamInfo():dynamicMetadata():get("imagehub.edge") then return end
          -- Last, because it waits for the body, after which the headers cannot be touched.
          handle:body(true):setBytes(problem)
        end
      LUA
    }
  },
  {
    Name = "builtin/wasm"

    # An experiment is worth no outage: without its filter everybody gets the default.
    Required = false

    Arguments = {
      Protocol     = "http"
      ListenerType = "outbound"

      PluginConfig = {
        Name   = "experiments"
        RootID = "experiments"

        VmConfig = {
          VmID    = "experiments"
          Runtime = "v8"

          Code = {
            Local = {
              Filename = "${EXPERIMENTS_WASM}"
            }
          }
        }

        # They share no namespace, so nobody is kept out of one by the other, and their seeds make them independent.
        # Nobody is given "fast", which is there to be asked for: ?imagehub-variant=renditions:fast
        Configuration = <<-JSON
          {
            "visitor": { "cookie": "ih_visitor", "maxAge": 31536000 },
            "experiments": [
              {
                "key": "gallery",
                "seed": "gallery-1",
                "attribute": "visitor",
                "coverage": 1,
                "weights": [0.5, 0.5],
                "variants": [
                  { "key": "grid" },
                  { "key": "masonry", "route": { "frontend": "v2" } }
                ]
              },
              {
                "key": "renditions",
                "seed": "renditions-1",
                "attribute": "user",
                "coverage": 1,
                "weights": [0.5, 0.5, 0],
                "targeting": { "plan": ["personal", "team"] },
                "variants": [
                  { "key": "stored", "route": { "image-store": "v1" } },
                  { "key": "negotiated", "route": { "image-store": "v2" } },
                  { "key": "fast", "route": { "image-store": "performance" } }
                ]
              }
            ],
            "goals": [{ "key": "pull", "method": "GET", "path": "/api/images/*/pull" }]
          }
        JSON
      }
    }
  },
]
