import type { FaultName } from '@lab/contracts';
import { switchFaults } from '@lab/faults';
import { eventually } from '@lab/testing';
import { collected, limitPrefetch } from './orders.faults';

const turnOn = (name: FaultName, amount: number) => switchFaults(new Map([[name, { amount, seed: 1 }]]));

describe('a fault of the consumers', () => {
  afterEach(() => switchFaults(new Map()));

  it('returns before the work is done, whatever becomes of it', async () => {
    const work = jest.fn(() => Promise.reject(new Error('Redis is away')));
    await expect(collected(work)).rejects.toThrow('Redis is away');
    await turnOn('early-ack', 20);
    await collected(work);
    expect(work).toHaveBeenCalledTimes(1);
    await eventually('the work was done', () => expect(work).toHaveBeenCalledTimes(2));
  });

  it('takes few messages at once, and as many as before once it is off', async () => {
    const limits: unknown[] = [];
    limitPrefetch({ limit: async (prefetch) => void limits.push(prefetch) });
    await turnOn('prefetch-one', 1);
    await switchFaults(new Map());
    expect(limits).toEqual([1, undefined]);
  });
});
