-- Reserves all lines of an order, or none. Asked again, it answers what it answered first.
-- KEYS: initial, available, reserved, reservations, closed:<order>   ARGV: order id, lines (JSON), seconds to remember a refusal
-- Returns {outcome, repeated}; outcome: reserved | rejected:<reason>:<sku> | cancelled | unseeded; repeated: 1 when it was decided before.
local initial, available, reserved, reservations, closed = unpack(KEYS)
local order, lines, ttl = ARGV[1], ARGV[2], ARGV[3]

if redis.call('HEXISTS', reservations, order) == 1 then
  return { 'reserved', 1 }
end
local recorded = redis.call('GET', closed)
if recorded then
  return { recorded, 1 }
end
-- An empty store knows no SKU: answering "unknown" would reject good orders.
if redis.call('EXISTS', initial) == 0 then
  return { 'unseeded', 0 }
end

local decoded = cjson.decode(lines)
local wanted = {} -- summed, so that two lines of one SKU cannot take more than there is
for _, line in ipairs(decoded) do
  wanted[line.sku] = (wanted[line.sku] or 0) + line.quantity
end

for _, line in ipairs(decoded) do
  local left = redis.call('HGET', available, line.sku)
  local reason = nil
  if not left then
    reason = 'unknown_sku'
  elseif tonumber(left) < wanted[line.sku] then
    reason = 'out_of_stock'
  end
  if reason then
    local outcome = 'rejected:' .. reason .. ':' .. line.sku
    redis.call('SET', closed, outcome, 'EX', ttl)
    return { outcome, 0 }
  end
end

for sku, quantity in pairs(wanted) do
  redis.call('HINCRBY', available, sku, -quantity)
  redis.call('HINCRBY', reserved, sku, quantity)
end
redis.call('HSET', reservations, order, lines)
return { 'reserved', 0 }
