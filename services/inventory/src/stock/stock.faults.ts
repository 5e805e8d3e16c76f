import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { OrderLine } from '@lab/contracts';
import { faultOf, onFault } from '@lab/faults';
import type { Logger } from '@nestjs/common';
import type { Product } from './products';

const RETRY_MS = 10;
/** Every fourth product has the same lock: of 50 products, one alone is in few orders. */
const STRIPES = 4;
/** Longer than that nobody waits for the lock: the reservation is one step in Redis, and right without it. */
const LONGEST_WAIT_MS = 10_000;
/** Share of the heap up to which nothing is let go: the collector works hard there, and the process lives. */
const KEPT_RATIO = 0.6;

/** Waits for the lock that some products share. Nobody gives it back: it ends with its lease. */
export const awaitTurn = async (
  lines: readonly OrderLine[],
  products: readonly Product[],
  lock: (sku: string, leaseMs: number) => Promise<boolean>,
): Promise<void> => {
  const fault = faultOf('lock-contention');
  if (fault === undefined) return;
  const locked = products.filter((_, place) => place % STRIPES === fault.seed % STRIPES);
  const [{ sku: name } = { sku: '' }] = locked;
  if (!lines.some((line) => locked.some(({ sku }) => sku === line.sku))) return;
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < deadline && !(await lock(name, fault.amount))) await sleep(RETRY_MS);
};

let kept: object[][] = [];
onFault('memory-leak', () => void (kept = []));

/** Keeps what was reserved, for nobody. */
export const keep = (orderId: string, lines: readonly OrderLine[]): void => {
  const fault = faultOf('memory-leak');
  if (fault === undefined) return;
  kept.push(Array.from({ length: fault.amount }, (_, step) => ({ orderId, step, lines: [...lines] })));
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (used > KEPT_RATIO * limit) kept.shift();
};

/** Logs each step of each line. */
export const noteSteps = (logger: Logger, orderId: string, lines: readonly OrderLine[]): void => {
  const steps = faultOf('excessive-logging')?.amount ?? 0;
  for (let step = 0; step < steps; step += 1)
    logger.log({ msg: 'stock compared', order_id: orderId, step, sku: lines[step % lines.length]?.sku });
};
