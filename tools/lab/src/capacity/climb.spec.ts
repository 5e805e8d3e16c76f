import { EnvironmentError } from '../errors.ts';
import { climb, pickUnseen, type Slope } from './climb.ts';
import { step } from './testing/steps.ts';

const peaked = (n: number): number => (100 * n) / (1 + 0.05 * (n - 1) + 0.002 * n * (n - 1));
const flat = (n: number): number => (100 * n) / (1 + 0.3 * (n - 1));
const slope = (throughput: (clients: number) => number, changes: Partial<Slope> = {}): Slope => ({
  measure: async (clients) => step(clients, throughput(clients)),
  rest: async () => true,
  hasTime: () => true,
  ...changes,
});
const clientsOf = ({ steps }: Awaited<ReturnType<typeof climb>>): number[] =>
  steps.map(({ clients }) => clients);

describe('a climb', () => {
  it('ends when the peak is passed', async () => {
    const climbed = await climb({ maxClients: 512, seed: 1 }, slope(peaked));
    expect(climbed.stopped).toBe('the peak is passed');
    expect(clientsOf(climbed)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24]);
  });

  it('goes on to the bound where there is no peak', async () => {
    const climbed = await climb({ maxClients: 64, seed: 1 }, slope(flat));
    expect(climbed.stopped).toBe('64 clients are the most that --max-clients allows');
    expect(clientsOf(climbed).at(-1)).toBe(64);
  });

  it('has eight steps at least, whatever they say', async () => {
    const climbed = await climb(
      { maxClients: 16, seed: 1 },
      slope((n) => 200 / n),
    );
    expect(climbed.steps).toHaveLength(8);
  });

  it('ends in time', async () => {
    let left = 3;
    const climbed = await climb({ maxClients: 64, seed: 1 }, slope(flat, { hasTime: () => left-- > 0 }));
    expect(clientsOf(climbed)).toEqual([1, 2, 3]);
    expect(climbed.stopped).toBe('the time limit left no room for 4 clients');
  });

  it('ends where orders are accepted faster than they settle', async () => {
    const climbed = await climb({ maxClients: 64, seed: 1 }, slope(flat, { rest: async () => false }));
    expect(climbed.stopped).toMatch(/1 clients did not settle in time/);
  });

  it('ends where the lab refuses a fifth of the orders', async () => {
    const measure: Slope['measure'] = async (n) =>
      step(n, 100, n === 4 ? { answers: 1000, accepted: 700 } : {});
    expect(clientsOf(await climb({ maxClients: 64, seed: 1 }, slope(flat, { measure })))).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('keeps what was measured where a step cannot be', async () => {
    const measure: Slope['measure'] = async (n) => {
      if (n === 3) throw new EnvironmentError('orders does not answer');
      return step(n, flat(n));
    };
    const climbed = await climb({ maxClients: 64, seed: 1 }, slope(flat, { measure }));
    expect(clientsOf(climbed)).toEqual([1, 2]);
    expect(climbed.stopped).toBe('3 clients could not be measured: orders does not answer');
  });

  it('passes on an interruption', async () => {
    const measure: Slope['measure'] = () => Promise.reject(new Error('interrupted by SIGINT'));
    await expect(climb({ maxClients: 64, seed: 1 }, slope(flat, { measure }))).rejects.toThrow('SIGINT');
  });

  it('ends at a number of orders', async () => {
    const climbed = await climb(
      { maxClients: 64, seed: 1 },
      slope(() => 6000),
    );
    expect(climbed.stopped).toMatch(/108000 orders were placed/);
  });
});

describe('the step of the prediction', () => {
  it('is between two steps of the ramp, as near to the best as there is room', () => {
    expect(pickUnseen([1, 2, 3, 4, 6, 8].map((n) => step(n, n === 3 ? 500 : 100)))).toBe(5);
    expect(pickUnseen([8, 12, 16, 24].map((n) => step(n, n === 16 ? 500 : 100)))).toBe(14);
  });

  it('was never measured, not even in vain', () => {
    const steps = [8, 12, 16].map((n) => step(n, 100, n === 12 ? { unusable: 'orders restarted' } : {}));
    expect(pickUnseen(steps)).toBeUndefined();
  });

  it('is not there where there is no room', () => {
    expect(pickUnseen([1, 2, 3].map((n) => step(n, 100)))).toBeUndefined();
    expect(pickUnseen([])).toBeUndefined();
  });
});
