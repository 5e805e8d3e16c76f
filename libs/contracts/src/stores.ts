import { z } from 'zod';

/** Where inventory keeps its state in Redis; `lab audit` reads the same keys. */
export const REDIS_KEYS = {
  /** Hash: SKU → pieces the stock was seeded with. */
  initial: 'stock:initial',
  /** Hash: SKU → pieces that can be reserved. */
  available: 'stock:available',
  /** Hash: SKU → pieces in reservations. */
  reserved: 'stock:reserved',
  /** Hash: SKU → pieces of completed orders. */
  sold: 'stock:sold',
  /** Hash: order id → `{"id","lines":[{"sku","quantity"}]}` as JSON, for every existing reservation. */
  reservations: 'reservations',
  /** String: SKU of which `lab slo prove` has taken a piece, and has to give it back. Only while it does. */
  missingPiece: 'fault:missing-piece',
  /** `stock:lock:<SKU>`: there while somebody has the SKU for himself. */
  lock: 'stock:lock',
} as const;

/**
 * Allowed passwords of a store. A password reaches the stores by environment, command line and configuration, and clients by
 * address: Erlang reads the environment as Latin-1, and Redis takes a leading hyphen for an option.
 */
export const StorePassword = z
  .string()
  .regex(
    /^(?!-)[!-~]{1,128}$/,
    'must be 1 to 128 printable ASCII characters without blanks, the first no hyphen',
  );
