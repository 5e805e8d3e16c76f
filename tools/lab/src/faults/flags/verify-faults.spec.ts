import { FakeClock } from '../../objectives/testing/fake-clock.ts';
import type { Chosen, FlagSet } from './flag-file.ts';
import { type VerifiedLab, verifyFaults } from './verify-faults.ts';

const MISSING_INDEX = { name: 'missing-index', strength: 'high', seed: 1 } as const;
const PREFETCH_ONE = { name: 'prefetch-one', strength: 'high', seed: 1 } as const;

/** A lab whose measure is 50 ms while a fault is on, and 5 ms otherwise; `deaf` ignores its flags. */
const labOf = ({ deaf = false, failsAfter = Infinity } = {}) => {
  const clock = new FakeClock();
  const done: string[] = [];
  const changes: { at: number; flags: FlagSet }[] = [];
  const isOn = (at: number): boolean =>
    !deaf && (changes.findLast((change) => change.at <= at)?.flags.chosen.length ?? 0) > 0;
  const lab: VerifiedLab = {
    clock,
    signal: new AbortController().signal,
    windowMs: 15_000,
    traffic: ({ steady }) => {
      done.push(`traffic ${steady}`);
      return { stop: async () => void done.push('stop') };
    },
    switchTo: async (flags) => {
      const [fault] = flags.chosen;
      done.push(fault?.name ?? 'off');
      changes.push({ at: clock.now(), flags });
      if (changes.length > failsAfter) throw new Error('orders does not answer');
    },
    read: async (_measure, { from, to }) => ({ value: isOn(from) && isOn(to - 1) ? 50 : 5, samples: 100 }),
    say: () => undefined,
  };
  const verify = (...chosen: readonly Chosen[]) => clock.passUntil(verifyFaults(chosen, lab));
  return { verify, done, changes };
};

describe('a verification', () => {
  it('compares a window with the fault with one before it, and turns the fault off', async () => {
    const { verify, done } = labOf();
    expect(await verify(MISSING_INDEX)).toEqual([
      {
        ...MISSING_INDEX,
        shows: 'p95 of SELECT orders below GET /orders/:id, ms',
        control: 5,
        active: 50,
        verdict: 'visible',
      },
    ]);
    expect(done).toEqual(['traffic 12', 'missing-index', 'off', 'stop']);
  });

  it('says no where the fault is not in effect', async () => {
    const [verified] = await labOf({ deaf: true }).verify(MISSING_INDEX);
    expect(verified).toMatchObject({ control: 5, active: 5, verdict: 'not visible' });
  });

  it('has a control run for each rate that its faults need', async () => {
    const { verify, done } = labOf();
    await verify(MISSING_INDEX, PREFETCH_ONE);
    expect(done).toEqual([
      ...['traffic 12', 'missing-index', 'off', 'stop'],
      ...['traffic 60', 'prefetch-one', 'off', 'stop'],
    ]);
  });

  it('ends a fault by itself, should nobody be there to turn it off', async () => {
    const { verify, changes } = labOf();
    await verify(MISSING_INDEX);
    const { at, flags } = changes[0] ?? { at: 0 };
    expect((flags?.until?.getTime() ?? 0) - at).toBe(120_000);
  });

  it('turns the fault off, and stops the load, when it fails', async () => {
    const { verify, done } = labOf({ failsAfter: 0 });
    await expect(verify(MISSING_INDEX)).rejects.toThrow('orders does not answer');
    expect(done).toEqual(['traffic 12', 'missing-index', 'off', 'stop']);
  });
});
