-- Requests by one user after the other. Arguments: the header that says who asks, its value before the user's name, the
-- first user, how many there are (then the first again), ms between two requests of a connection (0: none).
dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'figures.lua')

local ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
local header, prefix, first, count
local sent = 0

local function digit(number)
  return ALPHABET:sub(number + 1, number + 1)
end

-- Of three bytes.
local function base64(text)
  local a, b, c = text:byte(1, 3)
  local bits = a * 65536 + b * 256 + c
  return digit(math.floor(bits / 262144)) .. digit(math.floor(bits / 4096) % 64)
    .. digit(math.floor(bits / 64) % 64) .. digit(bits % 64)
end

function init(args)
  header, prefix = args[1], args[2]
  first, count = tonumber(args[3]), tonumber(args[4])
  local pause = tonumber(args[5])
  -- A pause of 0 would still cost a turn of wrk's timers.
  if pause > 0 then
    delay = function() return pause end
  end
end

function request()
  local name = string.format('%012d', first + sent % count)
  sent = sent + 1
  wrk.headers[header] = prefix .. name:gsub('...', base64)
  return wrk.format()
end
