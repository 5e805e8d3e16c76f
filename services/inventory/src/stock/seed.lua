#!lua flags=allow-oom
-- Gives each SKU that has none its initial stock; known SKUs stay as they are, whatever the catalogue says now.
-- Runs at maxmemory too: what it writes is bounded by the catalogue, and without it nothing could be reserved or released.
-- KEYS: initial, available, reserved   ARGV: sku, pieces, sku, pieces, …
-- Returns how many SKUs were added.
local initial, available, reserved = unpack(KEYS)
local added = 0
for i = 1, #ARGV, 2 do
  local sku, pieces = ARGV[i], ARGV[i + 1]
  if redis.call('HSETNX', initial, sku, pieces) == 1 then
    redis.call('HSET', available, sku, pieces)
    redis.call('HSET', reserved, sku, 0)
    added = added + 1
  end
end
return added
