import { secondsToFire, secondsToResolve } from './theory.ts';
import { STANDARD_PAIRS, type WindowPair } from './windows.ts';

const [FAST] = STANDARD_PAIRS;
if (FAST === undefined) throw new Error('no pair');

/** Mean error ratio over the window that ends at `now`, of errors from 0 to `until`, with traffic since `-history` only. */
const meanOver = (
  windowSeconds: number,
  now: number,
  { ratio, until, history }: { ratio: number; until: number; history: number },
) =>
  (Math.max(0, Math.min(now, until) - Math.max(0, now - windowSeconds)) * ratio) /
  Math.min(windowSeconds, history + now);

/** Looks every second, as an evaluation would, at what both windows of the pair hold. */
const simulated = (
  pair: WindowPair,
  target: number,
  { ratio, history = pair.longSeconds }: { ratio: number; history?: number },
): { fires?: number; resolves?: number } => {
  const threshold = pair.factor * (1 - target);
  const until = pair.longSeconds;
  const isFiring = (now: number): boolean =>
    [pair.longSeconds, pair.shortSeconds].every(
      (window) => meanOver(window, now, { ratio, until, history }) > threshold,
    );
  let fires: number | undefined;
  for (let now = 0; now <= until + pair.longSeconds; now += 1) {
    if (fires === undefined && isFiring(now)) fires = now;
    else if (fires !== undefined && !isFiring(now)) return { fires, resolves: now - until };
  }
  return {};
};

describe('when an alert fires and resolves', () => {
  it.each([
    ['a total outage pages after 52 s', 0.999, 1, 52],
    ['10 % errors page after 8 min 38 s', 0.999, 0.1, 518],
  ])('%s', (_, target, ratio, seconds) => {
    expect(secondsToFire(FAST, target, { errorRatio: ratio })).toBeCloseTo(seconds, -0.5);
  });

  it('never, where a full window stays below the threshold', () => {
    expect(secondsToFire(FAST, 0.999, { errorRatio: 0.0144 })).toBeUndefined();
    expect(secondsToResolve(FAST, 0.999, 0.0144)).toBeUndefined();
    expect(simulated(FAST, 0.999, { ratio: 0.0143 })).toEqual({});
  });

  const cases = STANDARD_PAIRS.flatMap((pair) =>
    [0.99, 0.999].flatMap((target) => [0.2, 0.5, 1].map((ratio) => ({ pair, target, ratio }))),
  );
  it.each(cases)('as a simulation of both windows does: %j', ({ pair, target, ratio }) => {
    const { fires = Number.NaN, resolves = Number.NaN } = simulated(pair, target, { ratio });
    expect(
      Math.abs(fires - (secondsToFire(pair, target, { errorRatio: ratio }) ?? Number.NaN)),
    ).toBeLessThanOrEqual(1);
    expect(Math.abs(resolves - (secondsToResolve(pair, target, ratio) ?? Number.NaN))).toBeLessThanOrEqual(1);
  });

  it.each([60, 600, 3_000, 3_590])('after %s s of traffic only, as the simulation does', (history) => {
    for (const ratio of [0.2, 1]) {
      const { fires = Number.NaN } = simulated(FAST, 0.99, { ratio, history });
      const theory = secondsToFire(FAST, 0.99, { errorRatio: ratio, historySeconds: history });
      expect(Math.abs(fires - (theory ?? Number.NaN))).toBeLessThanOrEqual(1);
    }
  });
});
