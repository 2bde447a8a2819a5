-- Calls to the ledger, for one person after the other. Arguments: people, leases in a call, units in a lease, whether
-- the last lease of the same person is closed ("close"), the number before that of the first lease.
dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'figures.lua')

local people, leases, units, closes, first, last

local function hex(number)
  return string.format('%08x%08x', math.floor(number / 4294967296), number % 4294967296)
end

function init(args)
  people, leases, units = tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
  closes = args[4] == 'close'
  first = tonumber(args[5])
  last = first
  wrk.method = 'POST'
  wrk.headers['content-type'] = 'application/json'
end

local function keyOf(lease)
  return hex(1 + lease % people)
end

function request()
  local asked, closed = {}, {}
  for i = 1, leases do
    last = last + 1
    asked[i] = string.format('{"key":"%s","lease":"%s","limit":1000000,"window":60,"want":%d,"ttl":1500,"spent":0}',
      keyOf(last), hex(last), units)
    if closes and last - first > people then
      closed[i] = string.format('{"key":"%s","lease":"%s","spent":%d}', keyOf(last), hex(last - people), units)
    end
  end
  local body = '{"leases":[' .. table.concat(asked, ',') .. ']'
  if #closed > 0 then body = body .. ',"closed":[' .. table.concat(closed, ',') .. ']' end
  return wrk.format(nil, nil, nil, body .. '}')
end
