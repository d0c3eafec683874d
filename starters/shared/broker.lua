-- A topic in Redis: a stream (fields type, data) and its record (birth, trimmed, last, ended). All languages run this script.
--
-- KEYS  the stream, the record, the set of topics, and for `publish` with a key also the key
-- ARGV  the seconds for which a topic is kept after its last event and, where it never had one, after it was last read; the most
--       topics that there may be; and then
--       publish type data length key_seconds channel feature topic
--       read    cursor missed events bytes
--       newest  count
--
-- Where there is no room for another topic the answer is the error FULL, and after the end of a topic ENDED.

local stream, record, topics = KEYS[1], KEYS[2], KEYS[3]
local lifetime, unused, most_topics = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

-- Ids are compared as two integers of up to 64 bits, more than a number here holds exactly.
local function less(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

local function before(a, b)
  local a_time, a_sequence = a:match('^(%d+)-(%d+)$')
  local b_time, b_sequence = b:match('^(%d+)-(%d+)$')
  if a_time ~= b_time then
    return less(a_time, b_time)
  end
  return less(a_sequence, b_sequence)
end

local function clock()
  local time = redis.call('TIME')
  return string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
end

-- Keeps the record for some seconds, and counts the topic for as long among those that there are.
local function keep(seconds)
  redis.call('EXPIRE', record, seconds)
  redis.call('ZADD', topics, clock() + seconds * 1000, record)
  if redis.call('TTL', topics) < seconds then
    redis.call('EXPIRE', topics, seconds)
  end
end

local function is_full()
  if redis.call('ZCARD', topics) < most_topics then
    return false
  end
  redis.call('ZREMRANGEBYSCORE', topics, '-inf', clock())
  return redis.call('ZCARD', topics) >= most_topics
end

-- The record, which is made where there is none: birth = last = now. Nothing where there is no room for it.
local function recorded()
  local found = redis.call('HMGET', record, 'birth', 'trimmed', 'last', 'ended')
  local birth, trimmed, last, ended = found[1], found[2], found[3], found[4]
  if not birth then
    if is_full() then
      return nil
    end
    birth = clock() .. '-0'
    last = birth
    redis.call('DEL', stream)
    redis.call('HSET', record, 'birth', birth, 'last', last)
    keep(unused)
  elseif last == birth then
    keep(unused)
  elseif redis.call('EXISTS', stream) == 0 then
    trimmed = last
  end
  local floor = birth
  if trimmed and before(floor, trimmed) then
    floor = trimmed
  end
  return { floor = floor, last = last, ended = ended == '1' }
end

-- The id after the last: never back, also when the clock goes back.
local function following(last)
  local now = clock()
  local time, sequence = last:match('^(%d+)-(%d+)$')
  if less(time, now) then
    return now .. '-0'
  end
  return string.format('%s-%.0f', time, sequence + 1)
end

local function announce(channel, feature, topic, prev, id, type, data)
  local head = '{"v":1,"feature":"' .. feature .. '","topic":"' .. topic .. '","prev":"' .. prev .. '","id":"' .. id
  redis.call('PUBLISH', channel, head .. '","type":"' .. type .. '","data":' .. data .. '}')
end

local function publish(type, data, length, key_seconds, channel, feature, topic)
  local key = KEYS[4]
  local published = key and redis.call('GET', key)
  if published then
    return { published, 0 }
  end
  local known = recorded()
  if not known then
    return redis.error_reply('FULL there is no room for another topic')
  elseif known.ended then
    return redis.error_reply('ENDED the topic has had its last event')
  end
  local id = following(known.last)
  -- Trimmed by hand, to know up to where.
  local surplus = redis.call('XLEN', stream) + 1 - length
  if surplus > 0 then
    local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', surplus)
    redis.call('HSET', record, 'trimmed', oldest[#oldest][1])
  end
  redis.call('XADD', stream, 'MAXLEN', length, id, 'type', type, 'data', data)
  redis.call('HSET', record, 'last', id)
  if type == 'end' then
    redis.call('HSET', record, 'ended', 1)
  end
  redis.call('EXPIRE', stream, lifetime)
  keep(lifetime)
  if key then
    redis.call('SET', key, id, 'EX', key_seconds)
  end
  announce(channel, feature, topic, known.last, id, type, data)
  return { id, 1 }
end

-- Entries as a flat list of id, type and data.
local function flat(entries, from, to, step)
  local list = {}
  for at = from, to, step do
    local entry = entries[at]
    local fields = entry[2]
    list[#list + 1] = entry[1]
    list[#list + 1] = fields[2]
    list[#list + 1] = fields[4]
  end
  return list
end

-- Where delivery starts for who stands at a cursor; empty: for who has not been here.
local function start(known, cursor, missed)
  if cursor == '' then
    return missed == 'replay' and known.last or known.floor, 0
  end
  if cursor == 'latest' then
    return known.last, 0
  end
  if cursor == 'oldest' or cursor == known.floor then
    return known.floor, 0
  end
  -- A cursor that is no event's is of a time before history was lost, and the clock went back since.
  if cursor:match('^%d+-%d+$') and before(known.floor, cursor) and not before(known.last, cursor)
    and #redis.call('XRANGE', stream, cursor, cursor) == 1 then
    return cursor, 0
  end
  return known.floor, 1
end

local function following_entries(from, events, bytes)
  local entries, size = {}, 0
  while true do
    local some = redis.call('XRANGE', stream, '(' .. from, '+', 'COUNT', 32)
    for _, entry in ipairs(some) do
      size = size + #entry[2][4]
      if #entries == events or (size > bytes and #entries > 0) then
        return entries, 1
      end
      entries[#entries + 1] = entry
      from = entry[1]
    end
    if #some < 32 then
      return entries, 0
    end
  end
end

local function read(cursor, missed, events, bytes)
  local known = recorded()
  if not known then
    return redis.error_reply('FULL there is no room for another topic')
  end
  local from, reset = start(known, cursor, missed)
  local entries, more = {}, 0
  if missed == 'replay' then
    entries, more = following_entries(from, tonumber(events), tonumber(bytes))
  else
    local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)
    if newest[1] and before(from, newest[1][1]) then
      entries = newest
    end
  end
  return { known.floor, known.last, known.ended and 1 or 0, from, reset, more, flat(entries, 1, #entries, 1) }
end

local function newest(number)
  local known = recorded()
  if not known then
    return redis.error_reply('FULL there is no room for another topic')
  end
  local entries = {}
  if tonumber(number) > 0 then
    entries = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', number)
  end
  return { known.floor, known.last, known.ended and 1 or 0, flat(entries, #entries, 1, -1) }
end

if ARGV[4] == 'publish' then
  return publish(ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8], ARGV[9], ARGV[10], ARGV[11])
elseif ARGV[4] == 'read' then
  return read(ARGV[5], ARGV[6], ARGV[7], ARGV[8])
end
return newest(ARGV[5])
