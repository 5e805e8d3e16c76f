-- Gives back what a cancelled order has reserved, and keeps a late placement of it from reserving anything.
-- KEYS: available, reserved, reservations, closed:<order>   ARGV: order id, seconds to remember the cancellation
-- Returns 1 when a reservation was released, 0 when there was none.
local available, reserved, reservations, closed = unpack(KEYS)
local order, ttl = ARGV[1], ARGV[2]

redis.call('SET', closed, 'cancelled', 'EX', ttl)
local lines = redis.call('HGET', reservations, order)
if not lines then
  return 0
end
for _, line in ipairs(cjson.decode(lines)) do
  redis.call('HINCRBY', available, line.sku, line.quantity)
  redis.call('HINCRBY', reserved, line.sku, -line.quantity)
end
redis.call('HDEL', reservations, order)
return 1
