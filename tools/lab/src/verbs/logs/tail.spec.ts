import { lastOf } from './tail.ts';
import { asyncOf, collect, entry } from './testing/fakes.ts';

describe('lastOf', () => {
  it.each([
    [2, ['a 8', 'a 9']],
    [20, Array.from({ length: 10 }, (_, time) => `a ${time}`)],
    [0, []],
  ])('gives the last %i entries', async (count, expected) => {
    const entries = Array.from({ length: 10 }, (_, time) => entry('a', time));
    const last = await collect(lastOf(asyncOf(entries), count));
    expect(last.map(({ raw }) => raw)).toEqual(expected);
  });
});
