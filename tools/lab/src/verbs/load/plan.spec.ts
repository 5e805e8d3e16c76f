import { planLoad } from './plan.ts';

const defaults = { seed: '1', retryFor: '0s', p99: '1s' };

describe('what a load run is asked for', () => {
  it('is 20 orders a second for a minute unless said otherwise', () => {
    expect(planLoad('steady', defaults)).toMatchObject({ rate: 20, durationMs: 60_000, p99Ms: 1000 });
    expect(planLoad('steady', { ...defaults, rate: '50', duration: '2m' })).toMatchObject({
      rate: 50,
      durationMs: 120_000,
    });
  });

  it.each([{ rate: '50' }, { duration: '5s' }])('smoke refuses %p instead of ignoring it', (given) => {
    expect(planLoad('smoke', defaults).scenario.name).toBe('smoke');
    expect(() => planLoad('smoke', { ...defaults, ...given })).toThrow('smoke has a pace of its own');
  });

  it.each([
    [{ p99: '0ms' }, '--p99: must be from 1ms to 60s'],
    [{ p99: '2m' }, '--p99: must be from 1ms to 60s'],
    [{ p99: '250' }, '--p99: must be a duration such as 500ms'],
    [{ duration: '999ms' }, '--duration: must be from 1s to 3600s'],
    [{ retryFor: '11m' }, '--retry-for: must be from 0s to 600s'],
    [{ rate: '0' }, '--rate: must be a whole number from 1 to 2000'],
  ])('%p is refused with what would be right', (given, message) => {
    expect(() => planLoad('steady', { ...defaults, ...given })).toThrow(message);
  });

  it('names no scenario that there is not', () => {
    expect(() => planLoad('spike', defaults)).toThrow('there is no scenario spike');
  });
});
