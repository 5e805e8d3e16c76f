-- Up Migration

CREATE TABLE orders (
  -- UUID version 7, made by the service: new rows land at the index's end, and id order is age order
  id uuid PRIMARY KEY,
  idempotency_key text NOT NULL UNIQUE,
  customer_id text NOT NULL,
  lines jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'confirmed', 'rejected', 'cancelled')),
  reason text,
  created_at timestamptz NOT NULL,
  -- when it left pending, whichever way
  settled_at timestamptz,
  -- id of the message that settled it, to follow an order's history into logs and parked messages
  settled_by uuid,
  cancelled_at timestamptz,
  CHECK ((status = 'pending') = (settled_at IS NULL)),
  CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
  CHECK ((status = 'rejected') = (reason IS NOT NULL))
);

-- GET /orders?status=…, newest first
CREATE INDEX orders_status_id ON orders (status, id);

CREATE TABLE outbox (
  -- order of events: an order's second event is only ever written after its first one was committed
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid NOT NULL,
  envelope jsonb NOT NULL,
  traceparent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  retry_at timestamptz NOT NULL DEFAULT now()
) WITH (
  -- the table is a queue: it stays small while dead rows pile up, so vacuum by count, not by share of the table
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000
);

-- finds the earlier unsent events of the same order
CREATE INDEX outbox_order_id ON outbox (order_id, id);

-- Down Migration

DROP TABLE outbox;
DROP TABLE orders;
