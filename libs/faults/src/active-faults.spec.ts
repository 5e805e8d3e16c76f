import type { FaultName } from '@lab/contracts';
import { type FaultSetting, faultOf, onFault, switchFaults } from './active-faults';

const wanted = (name: FaultName, setting: FaultSetting) => new Map([[name, setting]]);

describe('faults', () => {
  afterEach(() => switchFaults(new Map()));

  it('are off', () => expect(faultOf('missing-index')).toBeUndefined());

  it('are on with their strength, and off again', async () => {
    await switchFaults(wanted('missing-index', { amount: 3, seed: 1 }));
    expect(faultOf('missing-index')).toMatchObject({ amount: 3, seed: 1 });
    expect(faultOf('n-plus-one')).toBeUndefined();
    await switchFaults(wanted('n-plus-one', { amount: 5, seed: 1 }));
    expect([faultOf('missing-index'), faultOf('n-plus-one')?.amount]).toEqual([undefined, 5]);
  });

  it('draw the same numbers from the same seed, and others from another', async () => {
    const draw = async (seed: number) => {
      await switchFaults(wanted('early-return', { amount: 50, seed }));
      const fault = faultOf('early-return');
      return Array.from({ length: 200 }, () => fault?.random() ?? -1);
    };
    const [seven, eight] = [await draw(7), await draw(8)];
    expect(await draw(7)).toEqual(seven);
    expect(eight).not.toEqual(seven);
    for (const number of seven) expect(number >= 0 && number < 1).toBe(true);
    expect(seven.filter((number) => number < 0.25).length).toBeGreaterThan(25);
  });

  it('do what they do once before they are on, and undo it after they are off', async () => {
    const seen: unknown[] = [];
    onFault('pool-too-small', (fault) => void seen.push([fault?.amount, faultOf('pool-too-small')?.amount]));
    const on = wanted('pool-too-small', { amount: 1, seed: 1 });
    await switchFaults(on);
    await switchFaults(on);
    await switchFaults(wanted('pool-too-small', { amount: 2, seed: 1 }));
    await switchFaults(new Map());
    expect(seen).toEqual([
      [1, undefined],
      [2, undefined],
      [undefined, undefined],
    ]);
  });

  it('stay off while that fails, and are on once it has worked', async () => {
    let isAway = true;
    onFault('slow-dns', (fault) => {
      if (fault && isAway) throw new Error('Postgres is away');
    });
    const on = wanted('slow-dns', { amount: 1, seed: 1 });
    await expect(switchFaults(on)).rejects.toThrow('Postgres is away');
    expect(faultOf('slow-dns')).toBeUndefined();
    isAway = false;
    await switchFaults(on);
    expect(faultOf('slow-dns')).toBeDefined();
  });
});
