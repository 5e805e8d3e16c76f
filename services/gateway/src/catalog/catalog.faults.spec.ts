import { switchFaults } from '@lab/faults';
import { isReadByEach } from './catalog.faults';

describe('the fault of the catalogue', () => {
  afterEach(() => switchFaults(new Map()));

  it('makes everybody read it once it is older than its short life', async () => {
    expect(isReadByEach(undefined)).toBe(false);
    await switchFaults(new Map([['cache-stampede', { amount: 60_000, seed: 1 }]]));
    expect(isReadByEach(undefined)).toBe(true);
    expect(isReadByEach(performance.now())).toBe(false);
    expect(isReadByEach(performance.now() - 60_000)).toBe(true);
  });
});
