import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '../..');

interface Alert {
  readonly alert: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
interface RuleFile {
  readonly groups: readonly { readonly rules: readonly (Partial<Alert> & object)[] }[];
}

const alerts = globSync('prometheus/rules/*.yml', { cwd: ROOT })
  .flatMap((file) => (parse(readFileSync(join(ROOT, file), 'utf8')) as RuleFile).groups)
  .flatMap(({ rules }) => rules)
  .filter((rule): rule is Alert => rule.alert !== undefined)
  .map((alert) => [[alert.alert, ...Object.values(alert.labels)].join(' '), alert] as const);

/** What a runbook answers, in this order. */
const SECTIONS = ['Meaning', 'Impact', 'Diagnose', 'Mitigate', 'Verify'];

it('there are alerts', () => {
  expect(alerts.length).toBeGreaterThan(0);
});

it.each(alerts.filter(([, { labels }]) => labels['severity'] === 'page'))(
  '%s pages at once if it is a symptom, and after 30 s if it is a cause',
  (_, { for: waits, labels }) => {
    expect(waits).toBe(labels['kind'] === 'cause' ? '30s' : undefined);
  },
);

describe.each(alerts)('%s', (_, { alert, labels, annotations }) => {
  it('says how urgent it is, what kind it is, and whose', () => {
    // One has none: it proves that the others arrive, and nobody must act on it.
    const severities = alert === 'DeadMansSwitch' ? ['none'] : ['page', 'ticket'];
    expect(severities).toContain(labels['severity']);
    expect(['symptom', 'cause']).toContain(labels['kind']);
    expect(labels['owner']).toMatch(/^[a-z]+$/);
  });

  it('has a summary, and links that lead somewhere', () => {
    const { summary = '', runbook = '', dashboard = '' } = annotations;
    expect(summary).not.toBe('');
    const uid = dashboard.replace(/^\/d\//, '');
    expect(existsSync(join(ROOT, `grafana/dashboards/${uid}.json`))).toBe(true);
    const headings = [...readFileSync(join(ROOT, runbook), 'utf8').matchAll(/^## (.+)$/gm)];
    expect(headings.map(([, heading]) => heading)).toEqual(SECTIONS);
  });
});
