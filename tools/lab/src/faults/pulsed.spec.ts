import { until } from '@lab/testing';
import { during, type Fault } from './fault.ts';
import { pulsed } from './pulsed.ts';

const recorded = (fails = false) => {
  const done: string[] = [];
  let active = false;
  const fault: Fault = {
    what: 'orders frozen',
    begin: () => {
      if (fails) return Promise.reject(new Error('orders is absent'));
      active = true;
      done.push('begin');
      return Promise.resolve();
    },
    isActive: () => Promise.resolve(active),
    end: () => {
      if (active) done.push('end');
      active = false;
      return Promise.resolve();
    },
  };
  return { done, fault };
};
const PULSE = { onMs: 5, offMs: 5 };
const LIMITS = { activeWithinMs: 2_000 };

describe('a fault that comes and goes', () => {
  it('is in effect again and again, and over at the end', async () => {
    const { done, fault } = recorded();
    await during(pulsed(fault, PULSE), LIMITS, () => until('it has come and gone', () => done.length > 4));
    expect(done.map((_, index) => done[index] === (index % 2 === 0 ? 'begin' : 'end'))).not.toContain(false);
    expect(await fault.isActive()).toBe(false);
  });

  it('is not in effect where its pulses do nothing', async () => {
    const { done, fault } = recorded();
    const deaf = pulsed({ ...fault, isActive: () => Promise.resolve(false) }, PULSE);
    await deaf.begin();
    await until('it has come and gone', () => done.length > 4);
    const isActive = await deaf.isActive();
    await deaf.end(); // first: pulses of a failed test would never end
    expect(isActive).toBe(false);
  });

  it('says why it cannot begin', async () => {
    const work = jest.fn();
    await expect(during(pulsed(recorded(true).fault, PULSE), LIMITS, work)).rejects.toThrow(
      'orders is absent',
    );
    expect(work).not.toHaveBeenCalled();
  });
});
