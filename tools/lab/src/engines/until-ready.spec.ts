import type { ServiceStatus } from './engine.ts';
import { untilReady } from './until-ready.ts';

const gateway = (ready: boolean): ServiceStatus => ({
  ...{
    name: 'gateway',
    state: 'running',
    ready,
    pid: 1,
    startedAt: null,
    url: null,
    restarts: 0,
    fallback: null,
  },
});
const { signal } = new AbortController();

describe('until services are ready', () => {
  it('waits as long as one is not', async () => {
    let looks = 0;
    const status = () => Promise.resolve([gateway(++looks === 3)]);
    expect(await untilReady({ status }, ['gateway'], { limitMs: 30_000, signal })).toEqual([]);
    expect(looks).toBe(3);
  });

  it('names those that are not in time, and those that are missing', async () => {
    const status = () => Promise.resolve([gateway(false)]);
    const late = await untilReady({ status }, ['gateway', 'orders'], { limitMs: -1, signal });
    expect(late).toEqual(['gateway', 'orders']);
  });

  it('ends with Ctrl-C', async () => {
    const status = () => Promise.resolve([gateway(false)]);
    const late = untilReady({ status }, ['gateway'], { limitMs: 30_000, signal: AbortSignal.abort() });
    await expect(late).rejects.toThrow('abort');
  });
});
