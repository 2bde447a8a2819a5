-- Prints what the benchmark reads of a run: one line of JSON.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"requests":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, latency:percentile(50), latency:percentile(99), failed))
end
