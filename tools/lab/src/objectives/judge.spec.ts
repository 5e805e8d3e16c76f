import { LAB_TIME } from '@lab/objectives';
import { judge } from './judge.ts';
import { PageLog } from './pages.ts';
import { ORDERS_OBJECTIVE } from './testing/objective.ts';

const page = (windows: string) => ({ objective: 'orders-lab', windows, isFiring: true });
const ONSET = 100_000;
/** Half of the events are bad; by theory the pair 4m/20s pages after 240 · 0.144 / 0.5 = 69.12 s. */
const judged = (pagedAt: number) => {
  const log = new PageLog();
  log.look(new Map(), 0);
  log.look(new Map([['orders-lab 4m/20s', page('4m/20s')]]), pagedAt);
  const broken = {
    onset: ONSET,
    end: ONSET + 120_000,
    errorRatio: 0.5,
    historySeconds: (long: number) => long,
    perSecond: 12,
    quietSeconds: 0.1,
  };
  return judge(ORDERS_OBJECTIVE, LAB_TIME, { broken, log });
};

describe('the judge of pages', () => {
  it.each([
    [89_000, true],
    [90_000, false],
  ])('allows the theory and 20 s: %s ms after the onset, held: %s', (after, held) => {
    const [fast] = judged(ONSET + after);
    expect(fast).toMatchObject({ windows: '4m/20s', measuredSeconds: after / 1000, held });
    expect(fast?.theorySeconds).toBeCloseTo(69.12);
  });

  it('does not count a page that came before the fault, and says which never came', () => {
    const [before, never] = judged(ONSET - 1000);
    expect(before).toMatchObject({ measuredSeconds: null, held: false });
    expect(never).toMatchObject({ windows: '24m/2m', measuredSeconds: null, held: false });
  });
});
