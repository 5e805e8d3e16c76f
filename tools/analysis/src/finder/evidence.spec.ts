import { seeded } from '../trace/testing/shop.ts';
import { weigh } from './evidence.ts';

const RATES = { usual: 0.02, common: 0 };
const marks = (pattern: string): boolean[] => Array.from(pattern, (each) => each === 'x');
const none = (count: number): boolean[] => Array.from({ length: count }, () => false);

describe('evidence', () => {
  it('grows with the marks, and with the baseline that has none', () => {
    const decades = (baseline: number, pattern: string) =>
      weigh({ baseline: none(baseline), suspect: marks(pattern) }, RATES).decades;
    expect(decades(20, '.x.x.x.x.x')).toBeGreaterThan(decades(20, '...x.x..x.'));
    expect(decades(200, '.x.x.x.x.x')).toBeGreaterThan(decades(20, '.x.x.x.x.x'));
    expect(decades(200, '..........')).toBe(0);
  });

  it('is less where the marks of the baseline come in bursts', () => {
    const bursts = marks('xxxxx.....'.padEnd(50, '.').repeat(4));
    const scattered = marks('.........x'.repeat(20));
    const suspect = marks('.x..x'.repeat(10));
    const decades = (baseline: boolean[]) => weigh({ baseline, suspect }, RATES).decades;
    expect(decades(bursts)).toBeLessThan(decades(scattered) / 2);
  });

  it('is none where everything else is marked as often', () => {
    const suspect = marks('.x'.repeat(30));
    expect(weigh({ baseline: none(100), suspect }, { usual: 0.02, common: 0.5 }).decades).toBe(0);
  });

  it('of four decades comes by chance less than once in 2,000 windows', () => {
    const random = seeded(7);
    const draw = (count: number, rate: number) => Array.from({ length: count }, () => random() < rate);
    let alarms = 0;
    for (let window = 0; window < 4000; window += 1) {
      const rate = random() * 0.2;
      const windows = { baseline: draw(40, rate), suspect: draw(30, rate) };
      if (weigh(windows, { usual: 0.1, common: 0 }).decades >= 4) alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it.each<[string, string, boolean]>([
    ['all the time', 'x.x.xx.x.x.x', true],
    ['from the middle on', '......xxx.xx', true],
    ['seldom', '..x....x.....x...', true],
    ['in a burst that is over', '....xxxxx...........', false],
    ['at the very end only', '..................xx', false],
  ])('lasts or not: %s', (_, pattern, lasts) => {
    expect(weigh({ baseline: none(50), suspect: marks(pattern) }, RATES).lasts).toBe(lasts);
  });
});
