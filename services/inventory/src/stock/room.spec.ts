import { roomOf } from './room';

const info = (used: number, maxmemory: number, uncounted = 0): string =>
  [
    '# Memory',
    `used_memory:${used}`,
    'used_memory_human:1.00M',
    `maxmemory:${maxmemory}`,
    'maxmemory_human:256.00M',
    `mem_not_counted_for_evict:${uncounted}`,
    '',
  ].join('\r\n');

describe('the room that a store has left', () => {
  it.each([
    ['half of it is used', info(50, 100), { leftBytes: 50, leftRatio: 0.5 }],
    ['some of what is used does not count', info(60, 100, 10), { leftBytes: 50, leftRatio: 0.5 }],
    ['more is used than it may', info(130, 100), { leftBytes: 0, leftRatio: 0 }],
    ['it has no limit', info(50, 0), { leftRatio: 1 }],
  ])('when %s', (_, text, room) => {
    expect(roomOf(text)).toEqual(room);
  });

  it('is not guessed where Redis does not tell it', () => {
    expect(() => roomOf('# Memory\r\nused_memory:1\r\n')).toThrow('INFO memory names no maxmemory');
  });
});
