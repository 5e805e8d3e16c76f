import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LOG_METRICS, METRICS } from '@lab/contracts';
import { prometheusChecks } from './prometheus-checks.ts';

const ROOT = resolve(__dirname, '../../../../..');
const RULES = 'prometheus/rules/*.yml';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
/** Made of the objectives: their names are Sloth's, and tools/objectives has their tests, made of the objectives too. */
const isMade = (file: string): boolean => basename(file).startsWith('slo');
const filesOf = (pattern: string): string[] => globSync(pattern, { cwd: ROOT }).sort();
const WRITTEN = filesOf(RULES).filter((file) => !isMade(file));
const recorded = (text: string): string[] =>
  [...text.matchAll(/- record: (\S+)/g)].map(([, name = '']) => name);

describe('the recording rules', () => {
  it.each(filesOf(RULES))('%s reads no metric of the lab but those that are defined in contracts', (file) => {
    const defined: readonly string[] = [...Object.values(METRICS), ...Object.values(LOG_METRICS)];
    // What a rule records has colons around the name of the lab's metric.
    const asked = [...read(file).matchAll(/(?<![\w:])lab_\w+(?![\w:])/g)].map(([name]) =>
      name.replace(/_(count|sum|bucket)$/, ''),
    );
    expect(asked.filter((name) => !defined.includes(name))).toEqual([]);
  });

  it('name what they record after level, metric and operation', () => {
    const names = WRITTEN.flatMap((file) => recorded(read(file)));
    expect(names.filter((name) => !/^[a-z_]+:[a-z_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(WRITTEN)('%s has a test of the same name', (file) => {
    expect(filesOf('prometheus/tests/*.yml').map((test) => basename(test))).toContain(basename(file));
  });
});

describe('prometheusChecks', () => {
  it('gives every rule and every test to promtool, and names what it needs where that is missing', async () => {
    const checks = await prometheusChecks(ROOT);
    const words = checks.flatMap(({ command }) => command);
    expect(words).toEqual(expect.arrayContaining([...filesOf(RULES), ...filesOf('prometheus/tests/*.yml')]));
    for (const { absent } of checks) expect(absent).toContain('promtool');
  });
});
