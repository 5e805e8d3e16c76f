import { lab } from '../../testing/lab.ts';
import { planCapacity } from './plan.ts';

const options = { maxClients: 128, step: 6000, warmUp: 2000, limit: 240_000, seed: 1 };

describe('the plan of a ramp', () => {
  it('fits into four minutes by default', () => {
    expect(planCapacity(options)).toEqual({
      maxClients: 128,
      measureMs: 6000,
      warmUpMs: 2000,
      limitMs: 240_000,
      seed: 1,
    });
  });

  it('refuses a limit without room for the steps that the law needs', () => {
    expect(() => planCapacity({ ...options, limit: 60_000 })).toThrow(
      '--limit: 8 steps and the audit take 147 s; raise it, or lower --step',
    );
  });
});

it('refuses fewer clients than the law needs steps', async () => {
  const { exitCode, stderr } = await lab('capacity', '--max-clients', '8');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('It must be a whole number from 16 to 512.');
});

it('refuses a price file before it starts any load', async () => {
  const { exitCode, stderr } = await lab('capacity', '--prices', '/nowhere/prices.json');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('cannot read /nowhere/prices.json');
});
