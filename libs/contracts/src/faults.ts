import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * Faults with a cause that are built into the services, by the keys of their flags. What each of them is, where it shows and how
 * strong it may be is known to `lab fault` only (tools/lab/src/faults).
 */
export const FAULT_NAMES = [
  'missing-index',
  'n-plus-one',
  'lock-contention',
  'pool-too-small',
  'chatty-calls',
  'retry-storm',
  'slow-consumer',
  'prefetch-one',
  'blocked-event-loop',
  'memory-leak',
  'large-payloads',
  'cache-stampede',
  'connection-per-query',
  'slow-dns',
  'excessive-logging',
  'early-return',
  'skipped-call',
  'early-ack',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

/** Answer of `GET /health/flags`: which version of the flag file is in force in this process. */
export const FlagStatus = z.object({
  revision: z.string().describe('of the flag file, once everything that it asks for has been done'),
  error: z.string().optional().describe('why the newest version of the file is not in force'),
});
export type FlagStatus = z.infer<typeof FlagStatus>;

const REVISION_DIGITS = 12;

/** Names a version of the flag file by its content; no file counts as an empty one. */
export const flagRevision = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, REVISION_DIGITS);
