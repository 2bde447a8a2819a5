-- plan-limiter in Lua, as far as Lua goes: its counts are those of one worker, and it has no metrics.
-- `configuration`, a table like the JSON of filters/plan-limiter, is put in front of this file.

local BUCKETS = 61
local MODE_SHADOW = configuration.mode == 'shadow'
local CLAIMS = 'jwt_payload_' .. (configuration.provider or 'imagehub')

local plans = {}
for name, plan in pairs(configuration.plans) do
  plans[name] = {
    name = name,
    limit = plan.limit,
    window = plan.window,
    subBucket = plan.window * 1000 / 60,
    policyField = string.format('"%s";q=%d;w=%d', name, plan.limit, plan.window),
  }
end

local guards = {}
for index, guard in ipairs(configuration.guard) do
  local pattern = guard.path:lower():gsub('[%-%.]', '%%%0'):gsub('%*', '[^/]*')
  guards[index] = { method = guard.method, pattern = '^' .. pattern .. '$', cost = guard.cost or 1 }
end

-- Counts of this worker, by user: a ring of sub-buckets with its sum.
local counts = {}

-- The path without query, percent-decoded, without matrix parameters, empty and dot segments.
local function normalised(target)
  local path = target:match('^[^?#]*')
  if not path:find('[%%;\\]') and not path:find('//', 1, true) and not path:find('/.', 1, true)
    and path:sub(-1) ~= '/' then
    return path:lower()
  end
  path = path:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end)
  local segments = {}
  for segment in path:gmatch('[^/\\]+') do
    segment = segment:gsub(';.*', '')
    if segment == '..' then
      table.remove(segments)
    elseif segment ~= '' and segment ~= '.' then
      segments[#segments + 1] = segment
    end
  end
  return ('/' .. table.concat(segments, '/')):lower()
end

local function guardOf(method, target)
  local path = normalised(target)
  for _, guard in ipairs(guards) do
    local covers = guard.method == method or (guard.method == 'GET' and method == 'HEAD')
    if covers and path:find(guard.pattern) then return guard end
  end
end

local function age(count, present)
  -- A clock that stepped back: what was counted is taken to have happened later than it did.
  if present < count.newest then count.newest = present end
  for bucket = math.max(count.newest + 1, present - BUCKETS + 1), present do
    local place = bucket % BUCKETS
    count.total = count.total - count[place]
    count[place] = 0
  end
  count.newest = present
end

local function countOf(sub, plan, present)
  local count = counts[sub]
  if not count then
    count = { newest = present, total = 0 }
    for place = 0, BUCKETS - 1 do count[place] = 0 end
    counts[sub] = count
  end
  age(count, present)
  return count
end

local function secondsUntilFreed(count, units, plan, now)
  local freed = 0
  for bucket = count.newest - BUCKETS + 1, count.newest do
    freed = freed + count[bucket % BUCKETS]
    if freed >= units then
      return math.max(1, math.ceil(((bucket + BUCKETS) * plan.subBucket - now) / 1000))
    end
  end
  return 1
end

local function rateLimitField(plan, remaining, reset)
  return string.format('"%s";r=%d;t=%d', plan.name, remaining, reset)
end

local function problem(handle, status, body, headers)
  if MODE_SHADOW then return end
  headers[':status'] = tostring(status)
  headers['content-type'] = 'application/problem+json'
  handle:respond(headers, body)
end

local function refuseUnknown(handle)
  problem(handle, 401, '{"type":"about:blank","title":"Unauthorized","status":401,"detail":"This route needs a valid '
    .. 'access token: log in and send it as Authorization: Bearer."}', { ['www-authenticate'] = 'Bearer' })
end

local function refuseUnfit(handle)
  problem(handle, 403, '{"type":"about:blank","title":"Forbidden","status":403,"detail":"The access token names no '
    .. 'user or no plan that is known here."}', {})
end

local function refuseLimited(handle, plan, count, cost, now)
  local remaining = math.max(0, plan.limit - count.total)
  local retryAfter = secondsUntilFreed(count, math.min(count.total, count.total + cost - plan.limit), plan, now)
  local body = string.format('{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",'
    .. '"title":"Quota exceeded","status":429,"detail":"Plan %s allows %d in any %d seconds. Try again in %d s.",'
    .. '"violated-policies":["%s"]}', plan.name, plan.limit, plan.window, retryAfter, plan.name)
  problem(handle, 429, body, {
    ['ratelimit-policy'] = plan.policyField,
    ['ratelimit'] = rateLimitField(plan, remaining, secondsUntilFreed(count, 1, plan, now)),
    ['retry-after'] = tostring(retryAfter),
  })
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local guard = guardOf(headers:get(':method'), headers:get(':path'))
  if not guard then return end
  local metadata = handle:streamInfo():dynamicMetadata()
  local verified = metadata:get('envoy.filters.http.jwt_authn')
  local claims = verified and verified[CLAIMS]
  if not claims then return refuseUnknown(handle) end
  local plan = plans[claims.plan]
  if not plan or type(claims.sub) ~= 'string' or claims.sub == '' then return refuseUnfit(handle) end
  if guard.cost == 0 then return end
  local now = handle:timestamp()
  local present = math.floor(now / plan.subBucket)
  local count = countOf(claims.sub, plan, present)
  if count.total + guard.cost > plan.limit then return refuseLimited(handle, plan, count, guard.cost, now) end
  local place = present % BUCKETS
  count[place] = count[place] + guard.cost
  count.total = count.total + guard.cost
  local reset = secondsUntilFreed(count, 1, plan, now)
  metadata:set('lua_limiter', 'policy', plan.policyField)
  metadata:set('lua_limiter', 'state', rateLimitField(plan, plan.limit - count.total, reset))
end

function envoy_on_response(handle)
  local fields = handle:streamInfo():dynamicMetadata():get('lua_limiter')
  if not fields then return end
  local headers = handle:headers()
  headers:replace('ratelimit-policy', fields.policy)
  headers:replace('ratelimit', fields.state)
end
