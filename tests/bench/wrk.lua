-- Sends the bodies of a file in their order, one after the other over all connections, and prints the result as JSON.
local bodies = {}
local position = 0

function init(args)
  for line in io.lines(args[1]) do bodies[#bodies + 1] = line end
  position = tonumber(args[2]) % #bodies
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
end

function request()
  position = position % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[position])
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"duration":%f,"p50":%f,"p99":%f,"non2xx":%d,"errors":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
