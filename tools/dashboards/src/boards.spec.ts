import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { parse } from 'yaml';
import type { Dashboard } from './board.ts';
import { BOARDS } from './boards.ts';
import { FAULTS, PROOFS } from './fault.ts';
import { analyse } from './promql/analyse.ts';
import { describe as dimensionName, GRAFANA_UNITS, isSame } from './promql/dimension.ts';
import { knownMetrics, type RecordingRule } from './promql/metrics.ts';

const RULES = join(__dirname, '../../../prometheus/rules');
const COMPOSE = join(__dirname, '../../../compose');

interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly datasource?: { readonly type: string };
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

const allRules = readdirSync(RULES)
  .sort()
  .map((file) => parse(readFileSync(join(RULES, file), 'utf8')) as { groups: { rules: object[] }[] })
  .flatMap(({ groups }) => groups.flatMap((group) => group.rules));
const rules = allRules.filter((rule): rule is RecordingRule => 'record' in rule);
const alerts = allRules.filter((rule): rule is Alert => 'alert' in rule);
const METRICS = knownMetrics(rules);

const SERVICES = readdirSync(COMPOSE)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parse(readFileSync(join(COMPOSE, file), 'utf8'), { merge: true }) as { services?: object })
  .flatMap(({ services = {} }) => Object.keys(services));
const variablesOf = new Map(
  BOARDS.map(({ uid, dashboard: { templating } }) => [uid, (templating.list ?? []).map(({ name }) => name)]),
);

const isPanel = (panel: Panel | RowPanel): panel is Panel => panel.type !== 'row';
const panelsOf = (dashboard: Dashboard): Panel[] => (dashboard.panels ?? []).filter(isPanel);
/** On its values and in its header. */
const linksOf = (panel: Panel): string[] =>
  [...((panel.fieldConfig?.defaults.links ?? []) as { url?: string }[]), ...(panel.links ?? [])].map(
    ({ url = '' }) => url,
  );
const targetsOf = (panel: Panel): Target[] => (panel.targets ?? []) as unknown as Target[];

/** Any value does: what is looked at is names and units. */
const interpolated = (expr: string): string => expr.replace(/\$__\w+/g, '1m').replace(/\$\w+/g, 'x');

const panels = BOARDS.flatMap(({ uid, dashboard }) =>
  panelsOf(dashboard).map((panel) => ({ name: `${uid}: ${panel.title ?? '?'}`, panel, dashboard })),
);
const promQueries = panels.flatMap(({ name, panel }) =>
  targetsOf(panel)
    .filter(({ datasource }) => datasource?.type === 'prometheus')
    .map((target) => ({
      name: `${name}, ${target.refId}`,
      panel,
      target,
      expr: interpolated(target.expr ?? ''),
    })),
);

describe('each query', () => {
  it.each(promQueries)('$name asks for what there is, in the unit of its panel', ({ panel, expr }) => {
    const { dimension } = analyse(expr, METRICS);
    const unit = panel.fieldConfig?.defaults.unit ?? '';
    // A heatmap's unit is that of its buckets' bounds; its values are how many fell into each.
    const wanted = GRAFANA_UNITS[panel.type === 'heatmap' ? 'ops' : unit];
    if (wanted === undefined) throw new Error(`nobody knows what the unit "${unit}" means`);
    if (dimension === undefined || isSame(dimension, wanted)) return;
    throw new Error(`it counts ${dimensionName(dimension)}, which is not shown as "${unit}": ${expr}`);
  });

  it.each(promQueries)('$name has the labels that its legend and links name', ({ panel, target, expr }) => {
    const { labels } = analyse(expr, METRICS);
    const texts = [target.legendFormat ?? '', ...linksOf(panel)];
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\{\{(\w+)\}\}|__field\.labels\.(\w+)/g)].map(
        ([, legend, link]) => legend ?? link ?? '',
      ),
    );
    expect(named.filter((label) => !labels.has(label))).toEqual([]);
  });

  it('tells its series apart', () => {
    const alike = promQueries.filter(({ panel, target, expr }) => {
      const { labels } = analyse(expr, METRICS);
      const shown = [...(target.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      // What a variable picks, or what there is one of, needs no name.
      const single = new Set([
        'job',
        'instance',
        'tenant',
        'datname',
        'name',
        ...(expr.includes('job="x"') ? ['job'] : []),
      ]);
      return (
        panel.type === 'timeseries' &&
        [...labels].some((label) => !shown.includes(label) && !single.has(label))
      );
    });
    expect(alike.map(({ name }) => name)).toEqual([]);
  });
});

describe('each panel', () => {
  it.each(panels)(
    '$name names its signal, and says which question it answers and what it shows',
    ({ panel }) => {
      expect(panel.title).toMatch(/^[A-Zk][^?]{1,39}$/);
      expect(panel.description).toMatch(/^[A-Z][^?]{8,60}\? [A-Z`].{12,160}\.$/);
    },
  );

  it.each(panels)('$name leads on, to what exists', ({ panel, dashboard }) => {
    const links = linksOf(panel);
    expect(links).not.toEqual([]);
    for (const url of links) {
      const [, uid = '', query = ''] = /^\/d\/([\w-]+)\?(.*)$/.exec(url) ?? [];
      const given = [...new URLSearchParams(query)].filter(([name]) => name.startsWith('var-'));
      expect(variablesOf.get(uid)).toEqual(expect.arrayContaining(given.map(([name]) => name.slice(4))));
      // What a label has, only a running lab knows.
      const fixed = given.filter(([name, value]) => name === 'var-service' && !value.includes('__field'));
      const own = (variablesOf.get(dashboard.uid ?? '') ?? []).map((name) => `\${${name}}`);
      for (const [, value] of fixed) expect([...SERVICES, ...own, 'All']).toContain(value);
    }
  });
});

describe('each board', () => {
  it.each(BOARDS)('$uid fits on a laptop in a few screens, and no panel has two ids', ({ dashboard }) => {
    const shown = panelsOf(dashboard);
    expect(shown.length).toBeLessThanOrEqual(20);
    expect(new Set((dashboard.panels ?? []).map(({ id }) => id)).size).toBe(dashboard.panels?.length);
    for (const { gridPos } of shown) expect((gridPos?.x ?? 0) + (gridPos?.w ?? 0)).toBeLessThanOrEqual(24);
  });

  it.each(BOARDS)('$uid says for each panel what moves it', ({ dashboard, movedBy }) => {
    expect([...movedBy.keys()]).toEqual(panelsOf(dashboard).map(({ id }) => id));
  });
});

describe('each burn rate', () => {
  const burnRates = panels.filter(({ panel }) => panel.title?.startsWith('Burn rate over '));
  const windowOf = (title = ''): string => title.replace('Burn rate over ', '');

  it('of a window that an alert looks at is shown', () => {
    const windows = new Set(alerts.flatMap(({ labels }) => labels['long_window'] ?? []));
    expect(burnRates.map(({ panel }) => windowOf(panel.title)).sort()).toEqual([...windows].sort());
  });

  it.each(burnRates)('$name has its limit where the alert fires', ({ panel }) => {
    const limit = panel.fieldConfig?.defaults.thresholds?.steps.at(-1)?.value;
    const ofWindow = alerts.filter(({ labels }) => labels['long_window'] === windowOf(panel.title));
    const factors = ofWindow.map(({ expr }) => Number(/> ([\d.]+) \*/.exec(expr)?.[1]));
    expect(new Set(factors)).toEqual(new Set([limit]));
    const [severity = 'no alert'] = ofWindow.map(({ labels }) => labels['severity']);
    expect(panel.description).toContain(`it is a ${severity}.`);
  });
});

it('no fault is left unused', () => {
  const used = new Set(BOARDS.flatMap(({ movedBy }) => [...movedBy.values()]));
  expect([...used].sort()).toEqual([...FAULTS, ...PROOFS].sort());
});
