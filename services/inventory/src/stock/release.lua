#!lua flags=allow-oom
-- Gives back what an order has reserved. Runs at maxmemory too: it frees more than it writes.
-- KEYS: available, reserved, reservations   ARGV: order id, id of the only reservation to release ('' for whichever there is)
-- Returns 1 when a reservation was released, 0 when there was none.
local available, reserved, reservations = unpack(KEYS)
local order, id = ARGV[1], ARGV[2]

local kept = redis.call('HGET', reservations, order)
if not kept then
  return 0
end
local reservation = cjson.decode(kept)
-- Before reservations had ids they were plain lines: such a one is never another than the one that is meant.
if id ~= '' and reservation.id and reservation.id ~= id then
  return 0
end
redis.call('HDEL', reservations, order)
for _, line in ipairs(reservation.lines or reservation) do
  redis.call('HINCRBY', available, line.sku, line.quantity)
  redis.call('HINCRBY', reserved, line.sku, -line.quantity)
end
return 1
