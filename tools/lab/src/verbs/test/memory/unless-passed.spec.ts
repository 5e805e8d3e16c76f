import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabContext } from '../../../context.ts';
import { failedWith, type Outcome, PASSED, skippedBecause } from '../suite.ts';
import { Memory, unlessPassed } from './unless-passed.ts';

const WORK = { command: ['jest'], reads: {} };
const SEVEN: Outcome = { ...PASSED, passed: 7 };

describe('a suite', () => {
  let folder: string;
  let runs = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-memory-'));
    execFileSync('git', ['init', '-q', folder]);
    writeFileSync(join(folder, '.gitignore'), 'cache\n');
    runs = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (outcome: Outcome, { isRead = true, env = {} } = {}): Promise<Outcome> => {
    const context = { root: folder, env: { XDG_CACHE_HOME: join(folder, 'cache') } } as unknown as LabContext;
    const suite = {
      part: 'unit' as const,
      name: 'orders',
      run: () => {
        runs += 1;
        return Promise.resolve(outcome);
      },
    };
    return unlessPassed(new Memory({ isRead }), WORK, suite).run({
      context,
      env,
      onLine: () => undefined,
      niceness: 0,
    });
  };

  it('that passed does not run again on the same content, and says so', async () => {
    expect(await run(SEVEN)).toEqual(SEVEN);
    expect(await run(SEVEN)).toEqual({ ...SEVEN, passedBefore: true });
    expect(runs).toBe(1);
  });

  it('runs again where its files have changed', async () => {
    await run(SEVEN);
    writeFileSync(join(folder, 'a.ts'), '');
    expect(await run(SEVEN)).toEqual(SEVEN);
  });

  it('runs again where all is asked for', async () => {
    await run(SEVEN);
    expect(await run(SEVEN, { isRead: false })).toEqual(SEVEN);
    expect(runs).toBe(2);
  });

  it('runs again with another version of a program that it runs', async () => {
    const program = join(folder, 'cache/promtool');
    const env = { TEST_PROMETHEUS: program, TEST_REDIS_URL: 'redis://127.0.0.1:1' };
    mkdirSync(join(folder, 'cache'));
    writeFileSync(program, 'v2');
    await run(SEVEN, { env });
    expect(await run(SEVEN, { env })).toMatchObject({ passedBefore: true });
    writeFileSync(program, 'v3.0');
    expect(await run(SEVEN, { env })).toEqual(SEVEN);
  });

  it.each([
    ['failed', { ...failedWith('one of them'), passed: 6 }],
    ['was skipped', skippedBecause('no promtool')],
    ['was skipped in part', { ...PASSED, skipped: 1 }],
  ])('that %s runs again', async (_, outcome) => {
    await run(outcome);
    expect(await run(outcome)).toEqual(outcome);
    expect(runs).toBe(2);
  });
});
