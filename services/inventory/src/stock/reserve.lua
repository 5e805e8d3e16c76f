-- Reserves all lines of an order, or none. While a reservation stands, it answers with that one.
-- KEYS: initial, available, reserved, reservations   ARGV: order id, lines (JSON), id for a new reservation
-- Returns {outcome, reservation id, repeated}; outcome: reserved | rejected:<reason>:<sku> | unseeded.
-- No shebang, and the first write is the one that is watched: at maxmemory Redis refuses that one, and nothing before it.
local initial, available, reserved, reservations = unpack(KEYS)
local order, lines, id = ARGV[1], ARGV[2], ARGV[3]

local kept = redis.call('HGET', reservations, order)
if kept then
  -- Without an id it was written before there were ids; its order's id is one that stays the same.
  return { 'reserved', cjson.decode(kept).id or order, 1 }
end
-- An empty store knows no SKU: answering "unknown" would reject good orders.
if redis.call('EXISTS', initial) == 0 then
  return { 'unseeded', '', 0 }
end

local decoded = cjson.decode(lines)
local wanted = {} -- summed, so that two lines of one SKU cannot take more than there is
for _, line in ipairs(decoded) do
  wanted[line.sku] = (wanted[line.sku] or 0) + line.quantity
end

for _, line in ipairs(decoded) do
  local left = redis.call('HGET', available, line.sku)
  if not left then
    return { 'rejected:unknown_sku:' .. line.sku, '', 0 }
  elseif tonumber(left) < wanted[line.sku] then
    return { 'rejected:out_of_stock:' .. line.sku, '', 0 }
  end
end

local reply = redis.pcall('HSET', reservations, order, '{"id":"' .. id .. '","lines":' .. lines .. '}')
if type(reply) == 'table' and reply.err then
  if string.find(reply.err, 'OOM', 1, true) == 1 then
    return { 'rejected:no_room:' .. decoded[1].sku, '', 0 }
  end
  return reply
end
for sku, quantity in pairs(wanted) do
  redis.call('HINCRBY', available, sku, -quantity)
  redis.call('HINCRBY', reserved, sku, quantity)
end
return { 'reserved', id, 0 }
