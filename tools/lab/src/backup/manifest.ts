import { z } from 'zod';

/** The files of a backup; each store has one. */
export const FILES = {
  orders: 'orders.dump',
  stock: 'stock.ndjson',
  parked: 'parked.ndjson',
  journal: 'journal.ndjson',
} as const;
export const MANIFEST_FILE = 'manifest.json';

const Sum = z.object({ bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const count = z.number().int().nonnegative();

/** What a backup says of itself. It is written last, so a folder without one is no backup. */
export const Manifest = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  engine: z.string(),
  /** An older Postgres cannot read the dump of a newer one. */
  postgresMajor: z.number().int().positive(),
  /** As the audit counted them; a restored lab must count the same. */
  orders: z.object({ accepted: count, confirmed: count, rejected: count, cancelled: count }),
  files: z.object({
    [FILES.orders]: Sum,
    [FILES.stock]: Sum,
    [FILES.parked]: Sum,
    [FILES.journal]: Sum,
  }),
});
export type Manifest = z.infer<typeof Manifest>;
export type Sum = z.infer<typeof Sum>;
