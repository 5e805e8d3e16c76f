import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { secondsToFire } from '../theory.ts';
import { evaluationSecondsAt, LAB_TIME, pairsAt, REAL_TIME, SCRAPE_SECONDS } from '../windows.ts';
import { answerTo, type Asked, type Burst, firstFiring } from './simulate.ts';

const HOUR = 3600;
const outage: Burst = { errorRatio: 1, durationSeconds: HOUR, eventsPerSecond: 10 };
const asked: Asked = { target: 0.999, leastEvents: 10 };
const answer = (burst: Partial<Burst>, asks: Partial<Asked> = {}) =>
  answerTo({ ...outage, ...burst }, { ...asked, ...asks }, { pace: REAL_TIME });
const inWords = (burst: Partial<Burst>): string => {
  const found = answer(burst);
  return found === undefined ? 'silence' : `${found.severity} after ${found.afterSeconds} s`;
};

it('looks as often as Prometheus is configured to', () => {
  const file = readFileSync(join(__dirname, '../../../../prometheus/prometheus.yml'), 'utf8');
  const { global } = parse(file) as { global: { scrape_interval: string; evaluation_interval: string } };
  expect(global.scrape_interval).toBe(`${SCRAPE_SECONDS}s`);
  expect(global.evaluation_interval).toBe(`${evaluationSecondsAt(LAB_TIME)}s`);
});

describe('what the alerts make of a burst', () => {
  it.each([
    ['a total outage', {}, 'page after 60 s'],
    ['an outage that spends less than 2 % of the budget', { durationSeconds: 10 }, 'silence'],
    ['an outage that ends just before an evaluation', { durationSeconds: 52 }, 'page after 60 s'],
    ['errors at 10 times the budget', { errorRatio: 0.01, durationSeconds: 6 * HOUR }, 'page after 12960 s'],
    ['twice the budget', { errorRatio: 0.002, durationSeconds: 72 * HOUR }, 'ticket after 129600 s'],
    ['errors within the budget', { errorRatio: 0.001, durationSeconds: 72 * HOUR }, 'silence'],
  ])('%s', (_, burst, expected) => {
    expect(inWords(burst)).toBe(expected);
  });

  it.each([
    ['2 a minute: every pair', 2, '1h'],
    ['1 a minute: the short window of 5 minutes has too few', 1, '6h'],
    ['1 in 10 minutes: tickets only', 0.1, '1d'],
    ['1 an hour: none', 1 / 60, undefined],
  ])('a total outage with little traffic, %s', (_, perMinute, window) => {
    const found = answer({ eventsPerSecond: perMinute / 60 + 1e-9, durationSeconds: 72 * HOUR });
    const windows: Readonly<Record<number, string>> = { [HOUR]: '1h', [6 * HOUR]: '6h', [24 * HOUR]: '1d' };
    expect(windows[found?.pair.longSeconds ?? 0]).toBe(window);
  });

  it('an objective that asks for fewer events sees what is rare', () => {
    const rare = { eventsPerSecond: 0.5 / 60, durationSeconds: 72 * HOUR };
    expect(answer(rare)?.pair.longSeconds).toBe(6 * HOUR);
    expect(answer(rare, { leastEvents: 2 })?.pair.longSeconds).toBe(HOUR);
  });

  it('a young lab pages sooner', () => {
    const seconds = (historySeconds: number) =>
      answer({ errorRatio: 0.1, historySeconds })?.afterSeconds ?? Infinity;
    expect(seconds(600)).toBeLessThan(seconds(HOUR));
    expect(seconds(HOUR)).toBeLessThanOrEqual(seconds(Infinity));
  });
});

it('fires when the theory says, at the next evaluation', () => {
  const sampling = { evaluationSeconds: 1, edgeSeconds: 0 };
  for (const pair of pairsAt(LAB_TIME))
    for (const errorRatio of [0.2, 0.5, 1]) {
      const burst = { errorRatio, durationSeconds: pair.longSeconds, eventsPerSecond: 100 };
      const theory = secondsToFire(pair, 0.99, { errorRatio }) ?? Number.NaN;
      const simulated = firstFiring(burst, { ...asked, target: 0.99 }, { pair, sampling }) ?? Number.NaN;
      expect(simulated - theory).toBeGreaterThan(0);
      expect(simulated - theory).toBeLessThanOrEqual(1);
    }
});
