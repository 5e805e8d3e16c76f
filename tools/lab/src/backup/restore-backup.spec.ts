import type { Verdict } from '../audit/conservation.ts';
import { wholeLines } from './journal-copy.ts';
import type { Manifest } from './manifest.ts';
import { hasHeld, planRestore } from './restore-backup.ts';

const orders = { accepted: 3, confirmed: 1, rejected: 1, cancelled: 1 };
const verdict: Verdict = {
  ...orders,
  held: true,
  completed: 0,
  inFlight: 0,
  violations: [],
  violationCounts: {},
};
const manifest = { orders } as Manifest;

describe('a restored lab has held', () => {
  it('where its audit holds and counts the orders of the backup', () => {
    expect(hasHeld(verdict, manifest)).toBe(true);
    // Confirmed orders complete by the clock, also between a backup and its restore.
    expect(hasHeld({ ...verdict, completed: 1 }, manifest)).toBe(true);
  });

  it.each(['accepted', 'confirmed', 'rejected', 'cancelled'] as const)(
    'not where it has another number of %s orders',
    (name) => {
      expect(hasHeld({ ...verdict, [name]: verdict[name] + 1 }, manifest)).toBe(false);
    },
  );

  it('not where the audit is refuted', () => {
    expect(hasHeld({ ...verdict, held: false }, manifest)).toBe(false);
  });
});

describe('a restore', () => {
  const services = ['gateway', 'orders', 'inventory', 'oncall', 'prober', 'postgres'];
  const planWith = (prober: 'running' | 'paused' | 'exited'): ReturnType<typeof planRestore> =>
    planRestore(services.map((name) => ({ name, state: name === 'prober' ? prober : 'running' })));

  it('pauses the prober and restarts it: the orders that it remembers are gone', () => {
    expect(planWith('running')).toEqual({
      pause: ['gateway', 'orders', 'inventory', 'prober'],
      restart: ['orders', 'inventory', 'oncall', 'prober'],
    });
    // Of a try that failed.
    expect(planWith('paused').restart).toContain('prober');
  });

  it('needs no prober', () => {
    expect(planWith('exited')).toEqual({
      pause: ['gateway', 'orders', 'inventory'],
      restart: ['orders', 'inventory', 'oncall'],
    });
  });
});

describe('the copy of a journal', () => {
  it.each([
    ['{"seq":1}\n{"seq":2}\n', '{"seq":1}\n{"seq":2}\n'],
    ['{"seq":1}\n{"se', '{"seq":1}\n'],
    ['{"se', ''],
    ['', ''],
  ])('ends with a whole line: %j', (bytes, kept) => {
    expect(wholeLines(Buffer.from(bytes)).toString()).toBe(kept);
  });
});
