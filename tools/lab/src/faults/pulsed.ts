import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** A fault that comes and goes: in effect for `onMs`, then not for `offMs`, again and again. A pulse that fails ends it. */
export const pulsed = (fault: Fault, { onMs, offMs }: { onMs: number; offMs: number }): Fault => {
  const stopping = new AbortController();
  let pulses = 0;
  let pulsing: Promise<void> | undefined;
  const pulse = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await fault.begin();
      await sleep(onMs);
      await fault.end();
      pulses += 1;
      await sleep(offMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    what: `${fault.what}, ${onMs} of every ${onMs + offMs} ms`,
    begin: () => {
      pulsing = pulse();
      // Who asks next is told.
      pulsing.catch(() => undefined);
      return Promise.resolve();
    },
    isActive: async () => {
      await Promise.race([pulsing, sleep(0)]);
      return pulses > 0;
    },
    end: async () => {
      stopping.abort();
      try {
        await pulsing;
      } finally {
        await fault.end();
      }
    },
  };
};
