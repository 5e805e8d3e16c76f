import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { faultOf, onFault } from '@lab/faults';
import type { ConsumerRunner } from '@lab/messaging';

const derive = promisify(pbkdf2);

/** Seals an order with more work than it needs, beside the event loop. */
export const seal = async (orderId: string): Promise<void> => {
  const fault = faultOf('slow-consumer');
  if (fault) await derive(orderId, 'inventory', fault.amount, 32, 'sha512');
};

/** Collects work for later and returns before it is done; who calls acknowledges all the same. */
export const collected = (work: () => Promise<void>): Promise<void> => {
  const fault = faultOf('early-ack');
  if (fault === undefined) return work();
  setTimeout(() => void work().catch(() => undefined), fault.amount);
  return Promise.resolve();
};

/** Takes few messages at once. */
export const limitPrefetch = (consumers: Pick<ConsumerRunner, 'limit'>): void =>
  onFault('prefetch-one', (fault) => consumers.limit(fault?.amount));
