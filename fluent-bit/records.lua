-- Makes a parsed line a record of the lab, as docs/logs.md promises, in Fluent Bit. Its fallback (fallback.yaml) does the
-- same with the collector; libs/instrumentation/test/corpus tests that both give the same result.

local FORMATS = {
  gateway = os.getenv("GATEWAY_LOG_FORMAT"),
  orders = os.getenv("ORDERS_LOG_FORMAT"),
  inventory = os.getenv("INVENTORY_LOG_FORMAT"),
  oncall = os.getenv("ONCALL_LOG_FORMAT"),
  prober = os.getenv("PROBER_LOG_FORMAT"),
}
local PROJECT = os.getenv("LAB_PROJECT")

-- Lua's own clock counts seconds. On Docker the time of an event is Docker's, not that of reading.
local ffi = require("ffi")
ffi.cdef([[
  typedef struct { long sec; long nsec; } lab_timespec;
  int clock_gettime(int clock, lab_timespec *time);
]])
local now = ffi.new("lab_timespec")

local function now_ms()
  ffi.C.clock_gettime(0, now)
  return tonumber(now.sec) * 1000 + math.floor(tonumber(now.nsec) / 1000000)
end

-- OpenTelemetry's severity numbers.
local SEVERITY = { trace = 1, debug = 5, info = 9, warn = 13, error = 17, fatal = 21 }

-- Docker's json-file: the lines of this lab's containers, by their labels; everything else on the machine is left out. So are its
-- own complaints: they would be further lines to send, each time that it cannot send.
function from_docker(_, timestamp, record)
  local attrs = record.attrs
  if type(attrs) ~= "table" or attrs["com.docker.compose.project"] ~= PROJECT then return -1 end
  local service, line = attrs["com.docker.compose.service"], string.gsub(record.log or "", "\n$", "")
  if service == "fluent-bit" or line == "" then return -1 end
  return 2, timestamp, { compose_service = service, log = line }
end

-- Where nothing is escaped differently in JSON: what may follow a backslash.
local ESCAPES = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function utf8(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xC0 + math.floor(code / 64), 0x80 + code % 64) end
  if code < 0x10000 then
    return string.char(0xE0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
  end
  return string.char(
    0xF0 + math.floor(code / 262144),
    0x80 + math.floor(code / 4096) % 64,
    0x80 + math.floor(code / 64) % 64,
    0x80 + code % 64
  )
end

-- Fluent Bit's LTSV parser leaves escapes as they are: LTSV itself has none.
local function unescape(text)
  if not string.find(text, "\\", 1, true) then return text end
  local out, from = {}, 1
  while true do
    local at = string.find(text, "\\", from, true)
    if not at then break end
    out[#out + 1] = string.sub(text, from, at - 1)
    local kind = string.sub(text, at + 1, at + 1)
    if kind == "u" then
      local code = tonumber(string.sub(text, at + 2, at + 5), 16)
      from = at + 6
      local low = string.match(text, "^\\u([dD][c-fC-F]%x%x)", from)
      if code >= 0xD800 and code <= 0xDBFF and low then
        code = 0x10000 + (code - 0xD800) * 1024 + tonumber(low, 16) - 0xDC00
        from = from + 6
      elseif code >= 0xD800 and code <= 0xDFFF then
        code = 0xFFFD -- half a surrogate pair is no character
      end
      out[#out + 1] = utf8(code)
    else
      out[#out + 1] = ESCAPES[kind]
      from = at + 2
    end
  end
  out[#out + 1] = string.sub(text, from)
  return table.concat(out)
end

-- Whether every backslash begins one of JSON's escapes, and nothing is there that JSON would have escaped. In LTSV a quote is
-- never escaped.
local function is_escaped(text, format)
  if string.find(text, "[%z\1-\31]") then return false end
  local from = 1
  while true do
    local at = string.find(text, "\\", from, true)
    if not at then return true end
    local kind = string.sub(text, at + 1, at + 1)
    if kind == "u" then
      local code = string.match(text, "^%x%x%x%x", at + 2)
      if not code or code == "0000" then return false end -- the parsers cut a text at NUL
      from = at + 6
    elseif ESCAPES[kind] and not (kind == '"' and format == "ltsv") then
      from = at + 2
    else
      return false
    end
  end
end

-- How many bytes the character at `at` has; nothing where it is none.
local function length_of(text, at)
  local a, b, c, d = string.byte(text, at, at + 3)
  local function follows(byte, low, high)
    return byte and byte >= (low or 0x80) and byte <= (high or 0xBF)
  end
  if a < 0x80 then return 1 end
  if a >= 0xC2 and a <= 0xDF then return follows(b) and 2 or nil end
  if a >= 0xE0 and a <= 0xEF then
    return follows(b, a == 0xE0 and 0xA0, a == 0xED and 0x9F) and follows(c) and 3 or nil
  end
  if a >= 0xF0 and a <= 0xF4 then
    return follows(b, a == 0xF0 and 0x90, a == 0xF4 and 0x8F) and follows(c) and follows(d) and 4 or nil
  end
end

-- OTLP takes UTF-8 and nothing else: each byte that is none becomes U+FFFD. NUL, at which it would be cut, becomes its picture.
local function well_formed(text)
  if string.find(text, "%z") then text = string.gsub(text, "%z", "\226\144\128") end
  local at = string.find(text, "[\128-\255]")
  if not at then return text end
  local out, from = nil, 1
  while at <= #text do
    local length = length_of(text, at)
    if not length then
      out = out or {}
      out[#out + 1] = string.sub(text, from, at - 1) .. "\239\191\189"
      from = at + 1
    end
    at = at + (length or 1)
  end
  if not out then return text end
  out[#out + 1] = string.sub(text, from)
  return table.concat(out)
end

-- The parsers take more than they should: half a line, with the rest of it lost, or a line and what was glued to it. Each
-- function says how many fields a line has if it is wholly well-formed, and nothing if it is not.
local COUNT = {}

function COUNT.ltsv(line)
  local count, from, length = 0, 1, #line
  while from <= length + 1 do
    local _, colon = string.find(line, "^[%w_.%-]+:", from)
    if not colon then return nil end
    local tab = string.find(line, "\t", colon + 1, true) or length + 1
    count = count + 1
    from = tab + 1
  end
  if string.find(line, "[%z\1-\8\10-\31\\]") then
    -- the tabs between fields are all that may be there unescaped
    if not is_escaped(string.gsub(line, "\t", ""), "ltsv") then return nil end
  end
  return count
end

-- The end of a quoted value, whose quote is at `from`.
local function quoted_end(line, from)
  local at = from + 1
  while true do
    at = string.find(line, '["\\]', at)
    if not at then return nil end
    if string.byte(line, at) == 34 then return at end
    at = at + 2
  end
end

function COUNT.logfmt(line)
  local count, from, length = 0, 1, #line
  while from <= length do
    local _, equals = string.find(line, "^[%w_.%-]+=", from)
    if not equals then return nil end
    local stop
    if string.byte(line, equals + 1) == 34 then
      stop = quoted_end(line, equals + 1)
      if not stop or not is_escaped(string.sub(line, equals + 2, stop - 1)) then return nil end
    else
      stop = string.find(line, '[%z\1-\32="\\]', equals + 1)
      stop = stop and stop - 1 or length
      if stop == equals then return nil end -- nothing at all: an empty value is ""
    end
    if stop < length and string.byte(line, stop + 1) ~= 32 then return nil end
    count = count + 1
    from = stop + 2
    if from == length + 1 then return nil end -- ends in a space
  end
  return count
end

-- Fields are not counted: which of two fields of one name counts is settled in JSON, the last. What must be seen is
-- text behind the object, which the parser passes over.
function COUNT.json(line)
  if string.byte(line, 1) ~= 123 then return nil end
  if string.find(line, "\\u0000", 1, true) and not is_escaped(line) then return nil end
  local depth, at = 0, 1
  while true do
    at = string.find(line, '["{}]', at)
    if not at then return nil end
    local byte = string.byte(line, at)
    if byte == 34 then
      at = quoted_end(line, at)
      if not at then return nil end
    elseif byte == 123 then
      depth = depth + 1
    else
      depth = depth - 1
      if depth == 0 then return at == #line and 1 or nil end
    end
    at = at + 1
  end
end

local function days(year, month, day) -- since 1970-01-01; Howard Hinnant's days_from_civil
  if month <= 2 then year = year - 1 end
  local era = math.floor(year / 400)
  local of_era = year - era * 400
  local of_year = math.floor((153 * (month + (month > 2 and -3 or 9)) + 2) / 5) + day - 1
  return era * 146097 + of_era * 365 + math.floor(of_era / 4) - math.floor(of_era / 100) + of_year - 719468
end

local MONTH_DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local TIME = "^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d):(%d%d)%.(%d%d%d)Z$"

-- RFC 3339 in UTC with milliseconds, as our services write it; other spellings are theirs who wrote them.
local function parse_time(text)
  if type(text) ~= "string" then return nil end
  local year, month, day, hour, minute, second, ms = string.match(text, TIME)
  if not year then return nil end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  hour, minute, second = tonumber(hour), tonumber(minute), tonumber(second)
  if month < 1 or month > 12 or day < 1 or day > MONTH_DAYS[month] then return nil end
  if month == 2 and day == 29 and (year % 4 ~= 0 or (year % 100 == 0 and year % 400 ~= 0)) then return nil end
  if hour > 23 or minute > 59 or second > 59 then return nil end
  local sec = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
  return { sec = sec, nsec = tonumber(ms) * 1000000 }
end

local function is_text(value)
  return type(value) == "string" and value ~= ""
end

-- Whether a required field is missing or impossible. A line that names another service would be counted as that service's.
local function missing(record, service)
  if record.service ~= service or not is_text(record.instance) then return true end
  if type(record.msg) ~= "string" or not SEVERITY[record.level or ""] then return true end
  local seq = record.seq
  if type(seq) == "string" and string.find(seq, "^[1-9]%d*$") then seq = tonumber(seq) end
  if type(seq) ~= "number" or seq < 1 or seq % 1 ~= 0 or seq > 9007199254740991 then return true end
  record.seq = seq
  return false
end

-- Numbers that metrics are made of. A text that is none is left as it is.
local function number(record, key)
  local value = record[key]
  if type(value) == "string" and string.find(value, "^%d+%.?%d*$") then value = tonumber(value) end
  if type(value) ~= "number" or value < 0 then return nil end
  record[key] = value
  return value
end

-- metric_…: for the counters in pipeline.yaml, which then takes them away.
local function measure(record)
  if record.msg == "request" and is_text(record.route) then
    local status, duration = number(record, "status"), number(record, "duration_ms")
    if status and status >= 100 and status < 600 and duration then
      record.metric_request = "1"
      record.metric_status_class = math.floor(status / 100) .. "xx"
      record.metric_duration = duration / 1000
    end
  elseif record.msg == "order settled" and is_text(record.outcome) then
    record.metric_settled = "1"
  end
end

local function kept_raw(service, format, line, reason)
  return {
    service = service,
    level = reason and "unparsed" or "none",
    format = format,
    parse_error = reason,
    msg = well_formed(line),
  }
end

-- Names of our own (AGENT_FIELDS in libs/contracts): a line's field of such a name would pass for ours.
local OWN = { format = true, severity_number = true, read_at = true, parse_error = true, status_class = true }

local function is_own(key)
  return OWN[key] or string.sub(key, 1, 7) == "metric_"
end

local function is_parsed(record)
  -- a parser that fails leaves the record alone
  for key in pairs(record) do
    if key ~= "log" then return true end
  end
  return false
end

local function count_fields(record)
  local count = 0
  for _ in pairs(record) do count = count + 1 end
  return count
end

-- Loki refuses, for good, what is ten minutes ahead of its clock or two days behind the newest line of the service. A line may
-- wait for a day, so a clock that is a day behind is wrong too: such a line gets the time at which it was read.
local FUTURE_MS = 300000
local PAST_MS = 86400000

local function is_far(sec, read_at)
  return sec * 1000 > read_at + FUTURE_MS or sec * 1000 < read_at - PAST_MS
end

local function to_time(ms)
  return { sec = math.floor(ms / 1000), nsec = ms % 1000 * 1000000 }
end

-- The record of a parsed line, or why there is none.
local function read(record, line, service, read_at)
  local format = FORMATS[service]
  local fields = COUNT[format](line)
  if not fields or not is_parsed(record) then return nil, "syntax" end
  record.log = nil
  -- fewer: the parser gave up half-way, or a key stands there twice
  if format ~= "json" and count_fields(record) ~= fields then return nil, "syntax" end
  for key, value in pairs(record) do
    if is_own(key) then
      record[key] = nil
    elseif type(value) == "string" then
      record[key] = well_formed(format == "ltsv" and unescape(value) or value)
    end
  end
  local time = parse_time(record.time)
  if record.time ~= nil and not time then return nil, "time" end
  if not time or missing(record, service) then return nil, "fields" end
  if is_far(time.sec + time.nsec / 1000000000, read_at) then
    record.parse_error, record.metric_failed = "clock", "1"
    return record, to_time(read_at)
  end
  return record, time
end

-- The service that wrote a line; never the line's own fields, which may have any name.
local function written_by(tag, record)
  if tag ~= "log.docker" then return string.match(tag, "^log%.(.+)$") end
  local service = record.compose_service
  record.compose_service = nil
  return service
end

-- Every line becomes a record; one that cannot be read is kept as it came, marked and counted.
function to_record(tag, timestamp, record)
  local read_at = now_ms()
  local service, line = written_by(tag, record), record.log or ""
  local format = FORMATS[service]
  local result, detail
  if format then
    result, detail = read(record, line, service, read_at)
    if result then
      result.format, result.severity_number = format, SEVERITY[result.level]
      timestamp = detail
      measure(result)
    else
      result = kept_raw(service, format, line, detail)
      result.metric_failed = "1"
    end
  else
    result = kept_raw(service, "raw", line)
  end
  -- Docker's time of a line that says none itself
  local sec = type(timestamp) == "table" and timestamp.sec or timestamp
  if is_far(sec, read_at) then timestamp = to_time(read_at) end
  result.read_at = read_at
  return 1, timestamp, result
end
