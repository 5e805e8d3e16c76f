import { execFileSync } from 'node:child_process';
import { pageBytes, parseAuxv, ticksPerSecond } from './auxv.ts';

const getconf = (name: string): number => Number(execFileSync('getconf', [name], { encoding: 'utf8' }));

describe('the auxiliary vector', () => {
  it('gives the page size and the clock ticks that getconf gives', () => {
    expect([pageBytes(), ticksPerSecond()]).toEqual([getconf('PAGESIZE'), getconf('CLK_TCK')]);
  });

  it('is read in words of either size', () => {
    const pairs = [6, 65_536, 17, 100, 0, 0];
    const wide = Buffer.from(BigUint64Array.from(pairs, BigInt).buffer);
    const narrow = Buffer.from(Uint32Array.from(pairs).buffer);
    for (const vector of [parseAuxv(wide, 8), parseAuxv(narrow, 4)]) expect(vector.get(6)).toBe(65_536);
  });
});
