import { describeKnee, findKnee, type MeasuredStage, whyBroken } from './knee.ts';

const stage = (rate: number, changes: Partial<MeasuredStage> = {}): MeasuredStage => ({
  name: `step-${rate}`,
  rate,
  seconds: 10,
  sent: rate * 10,
  accepted: rate * 10,
  failed: 0,
  accept: { p50: 5, p95: 20, p99: 40, max: 90 },
  ...changes,
});
const slow = { accept: { p50: 200, p95: 700, p99: 812.4, max: 900 } };

describe('the knee', () => {
  it('is the highest rate before the first step that broke', () => {
    expect(findKnee([stage(100), stage(200), stage(300, slow)], 250)).toEqual({
      rate: 200,
      broke: { rate: 300, why: 'p99 812 ms, not below 250 ms' },
    });
  });

  it('is not moved by a step that holds again afterwards', () => {
    expect(findKnee([stage(100), stage(200, slow), stage(300)], 250).rate).toBe(100);
  });

  it('is above the last step where all held', () => {
    const knee = findKnee([stage(100), stage(200)], 250);
    expect(knee).toEqual({ rate: 200 });
    expect(describeKnee(knee)).toContain('above 200 orders/s');
  });

  it('is nowhere where the first step broke already', () => {
    const knee = findKnee([stage(100, slow), stage(200)], 250);
    expect(knee.rate).toBeUndefined();
    expect(describeKnee(knee)).toBe('not even 100 orders/s held: p99 812 ms, not below 250 ms');
  });

  it('is nowhere where nothing was measured', () => {
    expect(findKnee([], 250)).toEqual({});
  });
});

describe('a step', () => {
  it.each([
    ['one failure in two thousand', { sent: 2000, failed: 1 }, undefined],
    ['one failure in a hundred', { sent: 2000, failed: 20 }, '20 of 2000 failed'],
    ['orders, because no client was free to send them', { sent: 1900 }, 'only 1900 of 2000 sent'],
    [
      'a p99 at the limit',
      { accept: { p50: 1, p95: 1, p99: 250, max: 250 } },
      'p99 250 ms, not below 250 ms',
    ],
    [
      'no accepted order',
      { accept: { p50: undefined, p95: undefined, p99: undefined, max: undefined } },
      'no order was accepted',
    ],
  ])('with %s: %p, broken %p', (_, changes, why) => {
    expect(whyBroken(stage(200, changes), 250)).toBe(why);
  });
});
