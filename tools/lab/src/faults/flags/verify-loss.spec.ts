import type { AuditOutcome } from '../../audit/outcome.ts';
import { FakeClock } from '../../objectives/testing/fake-clock.ts';
import { withLoss } from './judge-loss.ts';
import { verifyLoss } from './verify-loss.ts';

const FAULT = { name: 'early-ack', strength: 'high', seed: 1 } as const;
const AUDIT = {
  held: true,
  accepted: 3,
  confirmed: 3,
  completed: 0,
  rejected: 0,
  cancelled: 0,
  inFlight: 0,
  violationCounts: {},
};

/** A lab in which a crash loses the order `b` while the fault is on; an older order is lost anyway. */
const labOf = ({ deaf = false } = {}) => {
  const clock = new FakeClock();
  const done: string[] = [];
  let isOn = false;
  const lost = (): string[] => (isOn && !deaf ? ['older', 'b'] : ['older']);
  const verify = () =>
    clock.passUntil(
      verifyLoss(FAULT, {
        clock,
        signal: new AbortController().signal,
        traffic: () => ({ stop: async () => (done.push('stop'), new Set(['a', 'b'])) }),
        switchTo: async ({ chosen }) => {
          isOn = chosen.length > 0;
          done.push(isOn ? 'on' : 'off');
        },
        crash: async (service) => void done.push(`crash ${service}`),
        audit: async (): Promise<AuditOutcome> => ({
          ...AUDIT,
          violations: lost().map((subject) => ({ rule: 'not_settled', subject, detail: 'still pending' })),
        }),
        cancel: async (ids) => void done.push(`cancel ${ids.join()}`),
        say: () => undefined,
      }),
    );
  return { verify, done };
};

describe('a fault that loses orders', () => {
  it('is proven by the orders that the audit misses after a crash, and leaves none of them behind', async () => {
    const { verify, done } = labOf();
    expect(await verify()).toEqual({ control: 0, active: 1 });
    expect(done).toEqual([
      ...['crash inventory', 'stop', 'cancel '],
      ...['on', 'crash inventory', 'stop', 'cancel b', 'off'],
    ]);
  });

  it('is not there where the crash loses nothing', async () => {
    expect(await labOf({ deaf: true }).verify()).toEqual({ control: 0, active: 0 });
  });
});

describe('the verdict with the loss', () => {
  const visible = { ...FAULT, shows: 'lag', control: 0, active: 500, verdict: 'visible' } as const;

  it.each([
    ['visible', { control: 0, active: 3 }],
    ['not visible', { control: 0, active: 0 }],
    ['not visible', { control: 2, active: 3 }],
  ])('is %s', (verdict, lost) => {
    expect(withLoss(visible, lost)).toMatchObject({ verdict, lost });
  });

  it('does not mend one that was not visible', () => {
    const { verdict } = withLoss({ ...visible, verdict: 'not visible' }, { control: 0, active: 3 });
    expect(verdict).toBe('not visible');
  });
});
