import { randomUUIDv7 } from 'node:crypto';

declare module 'node:crypto' {
  /** In Node from 24.16; @types/node 24.10 does not know it yet. */
  function randomUUIDv7(): string;
}

/** Version 7: begins with the time, so new orders sit side by side in every index and sort by age. */
export const newOrderId = (): string => randomUUIDv7();
