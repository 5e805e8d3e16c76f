import { AttemptFailed } from './attempt';
import { limitCall } from './call-limits';

describe('limitCall', () => {
  it('tells how much time is left', () => {
    const limits = limitCall(60_000);
    const remaining = limits.remainingMs();
    limits.release();
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(60_000);
  });

  it('ends a call whose time is over although the process was too busy to run the timer', () => {
    const limits = limitCall(1);
    while (performance.now() <= limits.deadline);
    expect(limits.signal.aborted).toBe(false);
    expect(() => limits.remainingMs()).toThrow(new AttemptFailed('timeout', 'not done within 1 ms'));
    limits.release();
    expect(limits.signal.aborted).toBe(true);
  });

  it('ends with its caller', () => {
    const caller = new AbortController();
    const limits = limitCall(60_000, caller.signal);
    caller.abort();
    expect(() => limits.remainingMs()).toThrow(new AttemptFailed('aborted', 'the caller gave up'));
    limits.release();
  });
});
