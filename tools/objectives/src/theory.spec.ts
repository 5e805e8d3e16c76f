import { secondsToCount, secondsToFire, secondsToResolve } from './theory.ts';
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

describe('events that are so seldom that the alert waits for them', () => {
  const LAB = { ...FAST, longSeconds: 240, shortSeconds: 20 };
  /** Single events: `until` the last good one, a pause, and from 0 on bad ones. Looks every tenth of a second. */
  const counted = ({ every, quiet, least }: { every: number; quiet: number; least: number }) => {
    const good = Array.from({ length: 100 }, (_, n) => -quiet - n * every);
    const bad = Array.from({ length: 100 }, (_, n) => n * every);
    for (let tenths = 0; tenths < 600; tenths += 1) {
      const now = tenths / 10;
      const held = [...good, ...bad].filter((at) => at <= now && at > now - LAB.shortSeconds);
      if (held.length >= least) return now;
    }
    return undefined;
  };

  it.each([
    [{ every: 5, quiet: 5, least: 2 }, 0],
    [{ every: 5, quiet: 12, least: 2 }, 0],
    [{ every: 5, quiet: 31, least: 2 }, 5],
    [{ every: 5, quiet: 31, least: 4 }, 15],
    [{ every: 10, quiet: 10, least: 1 }, 0],
    [{ every: 10, quiet: 60, least: 2 }, 10],
    [{ every: 10, quiet: 10, least: 3 }, undefined],
    [{ every: 0.1, quiet: 6, least: 10 }, 0],
  ])('%j: %s s after the first, as single events do', ({ every, quiet, least }, seconds) => {
    const theory = secondsToCount(LAB, { perSecond: 1 / every, least, quietSeconds: quiet });
    expect(theory).toBe(seconds);
    expect(counted({ every, quiet, least })).toBe(seconds);
  });

  it.each([
    [0.999, 5, 48],
    [0.99, 5, 48],
    [0.99, 5, 20],
    [0.999, 10, 6],
  ])('fire no later than the theory of a steady flow: %s, every %s s, %s before', (target, every, before) => {
    const threshold = FAST.factor * (1 - target);
    const inWindow = LAB.longSeconds / every;
    let bad = 1;
    while (bad / Math.min(inWindow, before + bad) <= threshold) bad += 1;
    const theory = secondsToFire(LAB, target, { errorRatio: 1, historySeconds: before * every });
    expect((bad - 1) * every).toBeLessThanOrEqual(theory ?? Number.NaN);
    expect(bad * every).toBeGreaterThanOrEqual(theory ?? Number.NaN);
  });
});
