#!lua flags=allow-oom
-- Turns the reservations of completed orders into sold pieces. Runs at maxmemory too: it frees more than it writes.
-- KEYS: reserved, sold, reservations   ARGV: order id, reservation id, order id, reservation id, …
-- Returns how many there were. One that is gone, or is another than the one that confirmed the order, is left alone.
local reserved, sold, reservations = unpack(KEYS)
local completed = 0
for i = 1, #ARGV, 2 do
  local order, id = ARGV[i], ARGV[i + 1]
  local kept = redis.call('HGET', reservations, order)
  local reservation = kept and cjson.decode(kept)
  -- Before reservations had ids they were plain lines: such a one is never another than the one that is meant.
  if reservation and (not reservation.id or reservation.id == id) then
    redis.call('HDEL', reservations, order)
    for _, line in ipairs(reservation.lines or reservation) do
      redis.call('HINCRBY', reserved, line.sku, -line.quantity)
      redis.call('HINCRBY', sold, line.sku, line.quantity)
    end
    completed = completed + 1
  end
end
return completed
