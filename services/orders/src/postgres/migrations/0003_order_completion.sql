-- Up Migration

-- since when a confirmed order can no longer be cancelled: inventory has sold what it reserved
ALTER TABLE orders ADD COLUMN completed_at timestamptz;
ALTER TABLE orders ADD CHECK (completed_at IS NULL OR status = 'confirmed');

-- finds the orders to complete, oldest first; an order leaves it when it is completed or cancelled, so it stays small
CREATE INDEX orders_to_complete ON orders (settled_at) WHERE status = 'confirmed' AND completed_at IS NULL;

-- Down Migration

DROP INDEX orders_to_complete;
ALTER TABLE orders DROP COLUMN completed_at;
