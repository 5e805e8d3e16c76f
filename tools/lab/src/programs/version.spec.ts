import { describeRange, isWithin, parseVersion } from './version.ts';

describe('parseVersion', () => {
  it.each([
    ['postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', [15, 18, 0]],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', [7, 0, 15]],
    ['prometheus, version 2.42.0+ds (branch: debian/sid)\n  go version: go1.19.8', [2, 42, 0]],
    ['k6 v1.8.1 (go1.26.8, linux/amd64)', [1, 8, 1]],
    ['go version go1.26.8 linux/amd64', [1, 26, 8]],
    ['loki, version 3.7.8 (branch: HEAD, revision: 0a1b2c3d)\n  go version:       go1.26.5', [3, 7, 8]],
    ['Fluent Bit v5.1.1\nGit commit: ', [5, 1, 1]],
  ])('reads %j', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });

  it('finds none in a text without one', () => {
    expect(parseVersion('{"gitCommit":"","gitVersion":""}')).toBeUndefined();
  });
});

describe('isWithin', () => {
  const range = { from: [1, 5, 0], below: [2, 0, 0] } as const;

  it.each([
    [[1, 4, 9], false],
    [[1, 5, 0], true],
    [[1, 10, 0], true],
    [[2, 0, 0], false],
  ] as const)('compares by number, not by text: %j', (version, expected) => {
    expect(isWithin(version, range)).toBe(expected);
  });

  it('is described in words', () => {
    expect(describeRange(range)).toBe('1.5.0 or later, below 2.0.0');
  });
});
