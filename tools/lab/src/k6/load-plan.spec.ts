import { planLoad, settingsOf } from './load-plan.ts';
import { SCENARIOS } from './scenarios.ts';

const defaults = { seed: 1, retryFor: 0, audit: true };

describe('what a load run is asked for', () => {
  it('is the pace of its scenario unless said otherwise', () => {
    expect(planLoad('steady', defaults)).toMatchObject({ rate: 20, durationMs: 60_000, p99Ms: 250 });
    expect(planLoad('soak', defaults)).toMatchObject({ rate: 20, durationMs: 600_000 });
    expect(planLoad('steady', { ...defaults, rate: 50, duration: 120_000 })).toMatchObject({
      rate: 50,
      durationMs: 120_000,
    });
  });

  it.each(SCENARIOS)('$name is judged by the objective, smoke by one of its own', ({ name }) => {
    expect(planLoad(name, defaults).p99Ms).toBe(name === 'smoke' ? 1000 : 250);
    expect(planLoad(name, { ...defaults, p99: 2000 }).p99Ms).toBe(2000);
  });

  it.each([{ rate: 50 }, { duration: 5000 }])('smoke refuses %p instead of ignoring it', (given) => {
    expect(planLoad('smoke', defaults).scenario.name).toBe('smoke');
    expect(() => planLoad('smoke', { ...defaults, ...given })).toThrow('smoke has a fixed pace');
  });

  it('does not go above the highest rate by a spike either', () => {
    expect(() => planLoad('spike', { ...defaults, rate: 401 })).toThrow('spike goes up to 2005/s');
  });

  it('names no scenario that there is not', () => {
    expect(() => planLoad('meteor', defaults)).toThrow('unknown scenario meteor');
  });

  it('ends with an audit unless it is left out', () => {
    expect(planLoad('steady', defaults).isAudited).toBe(true);
    expect(planLoad('steady', { ...defaults, audit: false }).isAudited).toBe(false);
  });

  it('reaches the script as numbers and stages', () => {
    expect(settingsOf(planLoad('spike', { ...defaults, seed: 7, rate: 10, duration: 10_000 }))).toEqual({
      SEED: 7,
      RATE: 10,
      DURATION_SECONDS: 10,
      STAGES:
        '[{"name":"before","rate":10,"seconds":4},{"name":"spike","rate":50,"seconds":2},{"name":"after","rate":10,"seconds":4}]',
      RETRY_FOR_MS: 0,
      P99_MS: 250,
    });
  });
});
