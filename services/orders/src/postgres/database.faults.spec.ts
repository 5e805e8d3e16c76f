import type { FaultName } from '@lab/contracts';
import { switchFaults } from '@lab/faults';
import type { PoolConfig } from 'pg';
import { onPoolFaults } from './database.faults';

const reopened: PoolConfig[] = [];
onPoolFaults((settings) => reopened.push(settings));

const settings = (...faults: readonly [FaultName, number][]) =>
  switchFaults(new Map(faults.map(([name, amount]) => [name, { amount, seed: 1 }])));

describe('a fault of the pool', () => {
  beforeEach(() => (reopened.length = 0));
  afterEach(() => settings());

  it('opens the pool again with its setting, and at last without', async () => {
    await settings(['pool-too-small', 1]);
    await settings();
    await settings(['connection-per-query', 2]);
    expect(reopened).toEqual([{ max: 1 }, {}, { maxUses: 2 }]);
  });

  it('has its setting beside those of the others', async () => {
    await settings(['pool-too-small', 1], ['slow-dns', 100]);
    expect(reopened.at(-1)).toEqual({ max: 1, maxUses: 5, stream: expect.any(Function) });
    await settings(['slow-dns', 100]);
    expect(reopened.at(-1)).toEqual({ maxUses: 5, stream: expect.any(Function) });
  });
});
