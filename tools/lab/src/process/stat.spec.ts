import { isAlive, parseStat, readStat } from './stat.ts';

describe('parseStat', () => {
  it('reads a process whose command has blanks and brackets', () => {
    const text =
      '4242 (a (b) c) S 17 4242 4242 0 -1 4194560 0 0 0 0 150 50 30 10 20 0 1 0 987654 1000000 256 0';
    expect(parseStat(text, 16_384)).toEqual({
      pid: 4242,
      parent: 17,
      state: 'S',
      ticks: 200,
      reapedTicks: 40,
      startTime: 987_654,
      rssBytes: 4_194_304,
      threads: 1,
    });
  });
});

describe('readStat', () => {
  it('reads the own process as alive, with its parent', () => {
    const stat = readStat(process.pid);
    expect(isAlive(stat)).toBe(true);
    expect(stat?.parent).toBe(process.ppid);
  });

  it('knows no process that is not there', () => {
    expect(readStat(2 ** 22 + 1)).toBeUndefined(); // above the largest pid that Linux gives
  });
});

describe('isAlive', () => {
  const zombie = {
    pid: 1,
    parent: 0,
    state: 'Z',
    ticks: 0,
    reapedTicks: 0,
    startTime: 0,
    rssBytes: 0,
    threads: 1,
  };

  it('counts a zombie as ended', () => {
    expect(isAlive(zombie)).toBe(false);
  });

  it('counts it as alive while other threads of it are, as when the Erlang VM ends', () => {
    expect(isAlive({ ...zombie, threads: 7 })).toBe(true);
  });
});
