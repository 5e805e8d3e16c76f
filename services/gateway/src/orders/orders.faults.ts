import { pbkdf2Sync } from 'node:crypto';
import type { Order, OrderPage } from '@lab/contracts';
import { faultOf } from '@lab/faults';

/** Less than any order takes to be stored. */
const IMPATIENCE_MS = 2;
const PERCENT = 100;

/** Reads the first orders of a page again, each by a call of its own, one after the other. */
export const completeEach = async (
  page: OrderPage,
  read: (id: string) => Promise<Order>,
): Promise<OrderPage> => {
  const fault = faultOf('chatty-calls');
  if (fault === undefined) return page;
  const items = [...page.items];
  for (const [place, { id }] of items.slice(0, fault.amount).entries()) items[place] = await read(id);
  return { ...page, items };
};

/** Whether a page is answered without asking anybody. */
export const isPageGivenUp = (): boolean => {
  const fault = faultOf('early-return');
  return fault !== undefined && fault.random() < fault.amount / PERCENT;
};

/** Gives up on an attempt long before its answer can be there, and sends the next one at once. */
export const impatiently = async <T>(
  send: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> => {
  const attempts = faultOf('retry-storm')?.amount ?? 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const hurried = AbortSignal.any([signal, AbortSignal.timeout(IMPATIENCE_MS)]);
    const answer = await send(hurried).catch((error: unknown) => {
      if (!hurried.aborted || signal.aborted) throw error;
    });
    if (answer !== undefined) return answer;
  }
  return send(signal);
};

/** Derives a key in the thread that serves everybody. */
export const checkKey = (idempotencyKey: string): void => {
  const fault = faultOf('blocked-event-loop');
  if (fault) pbkdf2Sync(idempotencyKey, 'orders', fault.amount, 32, 'sha512');
};
