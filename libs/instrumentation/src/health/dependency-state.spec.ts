import { DependencyState } from './dependency-state';

const SECOND = 1000;

describe('DependencyState', () => {
  it('is down until the first success', () => {
    const state = new DependencyState();
    expect(state.verdict(0)).toEqual({ isUp: false, reason: 'not checked yet' });
    state.failed('refused');
    expect(state.verdict(0)).toEqual({ isUp: false, reason: 'refused' });
    state.succeeded(0);
    expect(state.verdict(0)).toEqual({ isUp: true });
  });

  it('forgives one failure and believes the second', () => {
    const state = new DependencyState();
    state.succeeded(0);
    state.failed('reset');
    expect(state.verdict(1).isUp).toBe(true);
    state.succeeded(2);
    state.failed('reset');
    expect(state.verdict(3).isUp).toBe(true);
    state.failed('refused');
    expect(state.verdict(4)).toEqual({ isUp: false, reason: 'refused' });
  });

  it('stays up while a slow dependency answers at least every ten seconds', () => {
    const state = new DependencyState();
    for (let at = 0; at < 100 * SECOND; at += 9 * SECOND) {
      state.succeeded(at);
      state.waitedInVain('no answer in time');
      state.waitedInVain('no answer in time');
      expect(state.verdict(at + 8.9 * SECOND).isUp).toBe(true);
    }
  });

  it('is down after ten seconds of silence, and says so', () => {
    const state = new DependencyState();
    state.succeeded(0);
    state.waitedInVain('no answer in time');
    expect(state.verdict(10 * SECOND).isUp).toBe(true);
    expect(state.verdict(12 * SECOND)).toEqual({
      isUp: false,
      reason: 'no answer for 12 s (no answer in time)',
    });
  });
});
