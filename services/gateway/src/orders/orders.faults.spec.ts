import type { FaultName, Order, OrderPage } from '@lab/contracts';
import { switchFaults } from '@lab/faults';
import { checkKey, completeEach, impatiently, isPageGivenUp } from './orders.faults';

const turnOn = (name: FaultName, amount: number) => switchFaults(new Map([[name, { amount, seed: 1 }]]));
const orderOf = (id: string): Order => ({
  id,
  status: 'pending',
  customerId: 'c-1',
  lines: [{ sku: 'LAMP-01', quantity: 1 }],
  createdAt: '2026-11-28T12:00:00.000Z',
});
const PAGE: OrderPage = { items: ['a', 'b', 'c'].map(orderOf), nextCursor: 'next' };
const never = new AbortController().signal;

describe('a fault of orders in the gateway', () => {
  afterEach(() => switchFaults(new Map()));

  it('calls for some orders of a page one by one, and answers the same page', async () => {
    const read: string[] = [];
    const get = async (id: string) => (read.push(id), orderOf(id));
    expect(await completeEach(PAGE, get)).toBe(PAGE);
    await turnOn('chatty-calls', 2);
    expect(await completeEach(PAGE, get)).toEqual(PAGE);
    expect(read).toEqual(['a', 'b']);
  });

  it('gives up on its share of pages', async () => {
    const givenUp = () => Array.from({ length: 400 }, isPageGivenUp).filter(Boolean).length;
    expect(givenUp()).toBe(0);
    await turnOn('early-return', 100);
    expect(givenUp()).toBe(400);
    await turnOn('early-return', 30);
    expect(givenUp()).toBeGreaterThan(80);
    expect(givenUp()).toBeLessThan(160);
  });

  it('sends again what it has given up, and at last waits for the answer', async () => {
    const slow = (until: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        if (until === never) resolve('accepted');
        until.addEventListener('abort', () => reject(until.reason as Error));
      });
    const send = jest.fn(slow);
    await impatiently(send, never);
    expect(send).toHaveBeenCalledTimes(1);
    await turnOn('retry-storm', 3);
    expect(await impatiently(send, never)).toBe('accepted');
    expect(send).toHaveBeenCalledTimes(1 + 4);
  });

  it('does not send again what was refused, or what its caller has given up', async () => {
    await turnOn('retry-storm', 3);
    const refused = jest.fn(() => Promise.reject(new Error('out of stock')));
    await expect(impatiently(refused, never)).rejects.toThrow('out of stock');
    const left = jest.fn(() => Promise.reject(new Error('the caller left')));
    await expect(impatiently(left, AbortSignal.abort())).rejects.toThrow('the caller left');
    expect([refused.mock.calls.length, left.mock.calls.length]).toEqual([1, 1]);
  });

  it('holds the event loop for as long as its key takes', async () => {
    const cpuMicrosOf = (work: () => void): number => {
      const before = process.cpuUsage();
      work();
      return process.cpuUsage(before).user;
    };
    const without = cpuMicrosOf(() => checkKey('key'));
    await turnOn('blocked-event-loop', 100_000);
    expect(cpuMicrosOf(() => checkKey('key'))).toBeGreaterThan(without + 5_000);
  });
});
