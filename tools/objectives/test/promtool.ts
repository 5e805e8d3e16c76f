import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { RuleTest } from '../src/rule-tests.ts';
import type { RuleGroup } from '../src/rules.ts';

const LIMIT_MS = 120_000;

const server = process.env['TEST_PROMETHEUS'];
/** Beside the server, as every package of Prometheus has it. */
const promtool = server === undefined ? undefined : join(dirname(server), 'promtool');

/** Specs that promtool judges skip themselves, by name, where it is not available. */
export const describeWithPromtool = promtool === undefined ? describe.skip : describe;

/** 2 or 3. */
export async function majorVersion(): Promise<number> {
  const { stdout, stderr } = await promisify(execFile)(promtool ?? 'promtool', ['--version']);
  const [, major] = /version (\d+)\./.exec(stdout + stderr) ?? [];
  if (major === undefined) throw new Error(`promtool does not say its version: ${stdout}${stderr}`);
  return Number(major);
}

/** What promtool says of rules under tests; empty if they pass. */
export async function failuresOf(groups: readonly RuleGroup[], tests: readonly RuleTest[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slo-'));
  try {
    await writeFile(join(folder, 'rules.yml'), stringify({ groups }));
    const file = join(folder, 'test.yml');
    const rules = {
      rule_files: ['rules.yml'],
      evaluation_interval: tests[0]?.interval,
      // What one group records the next one reads at the same step: the step before is too old for it.
      group_eval_order: groups.map(({ name }) => name),
    };
    await writeFile(file, stringify({ ...rules, tests }));
    return await new Promise((resolve, reject) => {
      execFile(
        promtool ?? 'promtool',
        ['test', 'rules', file],
        { timeout: LIMIT_MS },
        (error, stdout, stderr) => {
          if (error === null) resolve('');
          // 1: a test failed. Anything else: promtool did not come so far.
          else if (error.code === 1) resolve(`${stdout}${stderr}`);
          else reject(error);
        },
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
