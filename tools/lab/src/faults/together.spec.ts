import type { Fault } from './fault.ts';
import { together } from './together.ts';

const make = (what: string, { isActive = true, fails = false } = {}) => {
  const done: string[] = [];
  const fault: Fault = {
    what,
    begin: async () => void done.push(`begin ${what}`),
    isActive: () => Promise.resolve(isActive),
    end: () => {
      done.push(`end ${what}`);
      return fails ? Promise.reject(new Error(`${what} stays`)) : Promise.resolve();
    },
  };
  return { fault, done };
};

describe('faults together', () => {
  it('are one fault, which is in effect when all of them are', async () => {
    const [one, two, idle] = [make('orders frozen'), make('redis frozen'), make('x', { isActive: false })];
    const both = together([one.fault, two.fault]);
    expect(both.what).toBe('orders frozen and redis frozen');
    await both.begin();
    expect(await both.isActive()).toBe(true);
    expect(await together([one.fault, idle.fault]).isActive()).toBe(false);
    await both.end();
    expect([...one.done, ...two.done]).toEqual([
      ...['begin orders frozen', 'end orders frozen', 'begin redis frozen', 'end redis frozen'],
    ]);
  });

  it('are all undone, also where undoing the first of them fails', async () => {
    const [one, two] = [make('orders frozen', { fails: true }), make('redis frozen')];
    await expect(together([one.fault, two.fault]).end()).rejects.toThrow('orders frozen stays');
    expect(two.done).toEqual(['end redis frozen']);
  });
});
