import { planUp } from './plan.ts';

describe('planUp', () => {
  it('takes names with or without blanks, and seconds', () => {
    expect(planUp({ only: 'postgres, redis', timeout: '30', engine: 'native' })).toEqual({
      engine: 'native',
      only: ['postgres', 'redis'],
      timeoutMs: 30_000,
    });
  });

  it('leaves services and time limit to the engine when none are named', () => {
    expect(planUp({})).toEqual({});
  });

  it.each(['0', '-1', 'x'])('refuses a time limit of %s', (timeout) => {
    expect(() => planUp({ timeout })).toThrow('is not a number of seconds');
  });
});
