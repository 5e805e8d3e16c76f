import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSlot } from './slot.ts';

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'lab-slot-'));
});
afterEach(() => rm(stateDir, { recursive: true }));

/** Runs that all last until the innermost has begun. */
const together = (runs: number): Promise<number[]> =>
  withSlot(stateDir, async (slot) => (runs === 1 ? [slot] : [slot, ...(await together(runs - 1))]));

it('runs one after the other have the same number, so that they add no series', async () => {
  await expect(together(1)).resolves.toEqual([1]);
  await expect(together(1)).resolves.toEqual([1]);
});

it('runs at the same time have numbers of their own', async () => {
  await expect(together(4)).resolves.toEqual([1, 2, 3, 4]);
});

it('refuses one run too many, says why, and lets the next one in', async () => {
  await expect(together(5)).rejects.toThrow('4 load runs are in progress in this lab');
  await expect(together(2)).resolves.toEqual([1, 2]);
});

it('a run that fails gives its number back', async () => {
  await expect(withSlot(stateDir, () => Promise.reject(new Error('k6 ended')))).rejects.toThrow('k6 ended');
  await expect(together(1)).resolves.toEqual([1]);
});
