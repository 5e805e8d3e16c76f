import type { Fault } from './fault.ts';

/** Several faults as one: they begin one after the other, and all of them are undone even where undoing one fails. */
export const together = (faults: readonly Fault[]): Fault => ({
  what: faults.map(({ what }) => what).join(' and '),
  begin: async () => {
    for (const fault of faults) await fault.begin();
  },
  isActive: async () => (await Promise.all(faults.map((fault) => fault.isActive()))).every(Boolean),
  end: async () => {
    const ended = await Promise.allSettled(faults.map((fault) => fault.end()));
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  },
});
