import { glob } from 'node:fs/promises';
import type { Check } from './static-suites.ts';

const CONFIG = 'prometheus/prometheus.yml';

/** Paths below the repository's root, in order: Prometheus' own tool reads no patterns. */
async function filesOf(root: string, pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: root })) files.push(file);
  return files.sort();
}

/** What Prometheus' own tool says of its configuration, of the rules, and of what the rules make of given series. */
export async function prometheusChecks(root: string): Promise<Check[]> {
  const rules = await filesOf(root, 'prometheus/rules/*.yml');
  const tests = await filesOf(root, 'prometheus/tests/*.yml');
  const check = (name: string, ...args: readonly string[]): Check => ({
    name,
    command: ['promtool', ...args],
    absent: 'promtool is not installed; it comes with Prometheus',
  });
  return [
    check('prometheus config', 'check', 'config', CONFIG),
    check('prometheus rules', 'check', 'rules', '--lint=all', '--lint-fatal', ...rules),
    check('prometheus rule tests', 'test', 'rules', ...tests),
  ];
}
