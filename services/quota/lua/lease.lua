-- The ledger of one person: takes back what leases did not use, then grants those asked for.
-- The same decisions as src/ledger/person.ts, where they are explained.
--
-- KEYS[1]  the person
-- ARGV     how many leases are closed, then `lease spent` for each,
--          then `lease limit window want ttl spent` for each lease that is asked for; lease is 8 bytes
-- returns  `granted remaining reset retryAfter` for each, in one list
--
-- The value is a head (latest time seen, units used) and one entry of 24 bytes for each grant, by its end. Only what
-- a call changes is unpacked; the rest is found and moved as bytes.

local HEAD, HEAD_SIZE = '>I6I6', 12
local ENTRY, ENTRY_SIZE = '>c8I6I6I3B', 24
local END_AND_UNITS, AFTER_LEASE = '>I6I6', 8
local LEASE, REPORTED = 0, 1
local MOST_GRANTS = 1024

local value = redis.call('GET', KEYS[1])
local now, used, grants, changed = 0, 0, '', false
if value then
  now, used = struct.unpack(HEAD, value)
  grants = string.sub(value, HEAD_SIZE + 1)
end
-- The clock may have been set back since the last call.
local time = redis.call('TIME')
now = math.max(now, time[1] * 1000 + math.floor(time[2] / 1000))

local function endAndUnits(at)
  return struct.unpack(END_AND_UNITS, grants, at + AFTER_LEASE)
end

local function expire()
  local at = 1
  while at <= #grants do
    local till, units = endAndUnits(at)
    if till > now then break end
    used = used - units
    at = at + ENTRY_SIZE
  end
  grants = string.sub(grants, at)
end

-- Position of a lease of this kind, or of any kind.
local function find(lease, kind)
  local at = string.find(grants, lease, 1, true)
  while at do
    local aligned = at % ENTRY_SIZE == 1
    if aligned and (not kind or string.byte(grants, at + ENTRY_SIZE - 1) == kind) then return at end
    at = string.find(grants, lease, at + 1, true)
  end
end

-- Makes one of each two neighbours in the older half.
local function coarsen()
  local merged = {}
  local older = MOST_GRANTS / 2 * ENTRY_SIZE
  for at = 1, older, 2 * ENTRY_SIZE do
    local _, first = endAndUnits(at)
    local lease, till, second, _, kind = struct.unpack(ENTRY, grants, at + ENTRY_SIZE)
    merged[#merged + 1] = struct.pack(ENTRY, lease, till, first + second, 0, kind)
  end
  grants = table.concat(merged) .. string.sub(grants, older + 1)
end

local function remove(at)
  local _, units = endAndUnits(at)
  used = used - units
  grants = string.sub(grants, 1, at - 1) .. string.sub(grants, at + ENTRY_SIZE)
end

local function insert(lease, till, units, window, kind)
  local size = #grants
  while size > 0 and endAndUnits(size - ENTRY_SIZE + 1) > till do size = size - ENTRY_SIZE end
  local entry = struct.pack(ENTRY, lease, till, units, window, kind)
  grants = string.sub(grants, 1, size) .. entry .. string.sub(grants, size + 1)
  used = used + units
  changed = true
  if #grants > MOST_GRANTS * ENTRY_SIZE then coarsen() end
end

local function close(lease, spent)
  local at = find(lease, LEASE)
  if not at then return end
  local _, till, units, window = struct.unpack(ENTRY, grants, at)
  if window == 0 then return end
  remove(at)
  insert(lease, math.min(till, now + window * 1000), math.min(units, spent), 0, LEASE)
end

local function renew(lease, window, ttl)
  local at = find(lease, LEASE)
  if not at then return 0 end
  local _, till, units, granted_on = struct.unpack(ENTRY, grants, at)
  if granted_on == 0 then return 0 end
  remove(at)
  insert(lease, math.max(till, now + window * 1000 + ttl), units, granted_on, LEASE)
  return units
end

local function grant(lease, limit, window, want, ttl, spent)
  if find(lease) then return renew(lease, window, ttl) end
  local units = math.min(want, math.max(0, limit - used - spent))
  local till = now + window * 1000
  if spent > 0 then insert(lease, till, spent, 0, REPORTED) end
  if units > 0 then insert(lease, till + ttl, units, window, LEASE) end
  return units
end

local function untilFree(units)
  local freed = 0
  for at = 1, #grants, ENTRY_SIZE do
    local till, some = endAndUnits(at)
    freed = freed + some
    if freed >= units then return till - now end
  end
end

local function outlook(limit, window)
  local remaining = math.max(0, limit - used)
  if used == 0 and limit > 0 then return remaining, 0, 0 end
  local excess = remaining > 0 and 1 or used - limit + 1
  local reset = untilFree(excess) or window * 1000
  return remaining, reset, remaining > 0 and 0 or reset
end

expire()

local next = 2
for _ = 1, tonumber(ARGV[1]) do
  close(ARGV[next], tonumber(ARGV[next + 1]))
  next = next + 2
end

local answers = {}
while next <= #ARGV do
  local limit, window, want, ttl, spent = tonumber(ARGV[next + 1]), tonumber(ARGV[next + 2]),
    tonumber(ARGV[next + 3]), tonumber(ARGV[next + 4]), tonumber(ARGV[next + 5])
  local n = #answers
  answers[n + 1] = grant(ARGV[next], limit, window, want, ttl, spent)
  answers[n + 2], answers[n + 3], answers[n + 4] = outlook(limit, window)
  next = next + 6
end

if changed then
  local last = endAndUnits(#grants - ENTRY_SIZE + 1)
  redis.call('SET', KEYS[1], struct.pack(HEAD, now, used) .. grants, 'PX', last - now)
end
return answers
