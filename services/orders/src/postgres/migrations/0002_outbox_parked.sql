-- Up Migration

-- What the broker can never take: kept with its reason for a person, out of the way of what it takes
CREATE TABLE outbox_parked (
  -- of the outbox row
  id bigint PRIMARY KEY,
  order_id uuid NOT NULL,
  envelope jsonb NOT NULL,
  traceparent text,
  created_at timestamptz NOT NULL,
  attempts integer NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now()
);

-- Down Migration

DROP TABLE outbox_parked;
