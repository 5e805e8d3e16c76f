import { type ObjectiveEvent, recoveryOf } from './recovery.ts';

const SECONDS = 40;
const during = { from: 0, to: SECONDS * 1000 };
/** Ten events a second; bad in these seconds. */
const eventsWith = (bad: (second: number, nth: number) => boolean, until = SECONDS): ObjectiveEvent[] =>
  Array.from({ length: until * 10 }, (_, index) => ({
    at: index * 100,
    isBad: bad(Math.floor(index / 10), index % 10),
  }));
const recovery = (events: readonly ObjectiveEvent[], target = 0.999) =>
  recoveryOf(events, { during, target });

describe('the recovery of an objective', () => {
  it('is not needed where it was never missed', () => {
    expect(recovery(eventsWith(() => false))).toEqual({ missed: null, isSeen: true });
  });

  it('ends after the last bad event of a strict objective', () => {
    const { missed, isSeen } = recovery(eventsWith((second) => second >= 10 && second < 20));
    expect([missed?.to, isSeen]).toEqual([20_000, true]);
  });

  it('begins with the first bad event of those five seconds that miss the target', () => {
    expect(recovery(eventsWith((second) => second === 10)).missed?.from).toBe(10_000);
  });

  it('counts a relapse: what is bad again has not recovered', () => {
    const { missed } = recovery(eventsWith((second) => second === 10 || second === 30));
    expect(missed?.to).toBe(31_000);
  });

  it('allows as many bad events as the target does', () => {
    const oneOfFifty = eventsWith((second, nth) => second % 5 === 0 && nth === 0);
    expect(recovery(oneOfFifty, 0.98).missed).toBeNull();
    expect(recovery(oneOfFifty, 0.99).missed).not.toBeNull();
  });

  it('is not seen where it is bad until the end, or for less than a window before it', () => {
    expect(recovery(eventsWith((second) => second >= 10)).isSeen).toBe(false);
    expect(recovery(eventsWith((second) => second >= 10 && second < 37)).isSeen).toBe(false);
    expect(recovery(eventsWith((second) => second >= 10 && second < 35)).isSeen).toBe(true);
  });

  it('is not seen where nobody asked for anything afterwards: silence is no recovery', () => {
    expect(recovery(eventsWith((second) => second >= 10, 20)).isSeen).toBe(false);
    expect(recovery([]).isSeen).toBe(false);
  });
});
