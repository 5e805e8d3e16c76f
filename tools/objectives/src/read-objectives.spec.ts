import { join } from 'node:path';
import { readFile, readObjectives } from './read-objectives.ts';

const SHIPPED = join(__dirname, '../../../prometheus/slo');
const GOOD = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: reading
  displayName: Reads
  labels: { owner: shop }
  annotations: { dashboard: /d/reads }
spec:
  service: shop
  description: Reads that are answered.
  indicator:
    metadata: { name: reading }
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { type: Prometheus, spec: { query: bad_total } } }
        total: { metricSource: { type: Prometheus, spec: { query: all_total } } }
  timeWindow: [{ duration: 30d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ displayName: most, target: 0.99 }]
`;

it('reads an objective', () => {
  expect(readFile('a.yaml', GOOD)).toEqual({
    objectives: [
      {
        name: 'reading',
        title: 'Reads',
        service: 'shop',
        owner: 'shop',
        dashboard: '/d/reads',
        description: 'Reads that are answered.',
        target: 0.99,
        periodDays: 30,
        leastEvents: 10,
        counters: { total: 'all_total', bad: 'bad_total' },
      },
    ],
    problems: [],
  });
});

it.each([
  [
    'a share written as a percentage',
    'target: 0.99',
    'target: 99.9',
    'a.yaml:20: spec.objectives.0.target: ',
  ],
  [
    'a field that nobody reads',
    'counter: true',
    'countr: true',
    'a.yaml:15: spec.indicator.spec.ratioMetric: ',
  ],
  ['an objective that nobody owns', 'labels: { owner: shop }', 'labels: {}', 'metadata.labels.owner: '],
  ['a whole address of a dashboard', '/d/reads', 'http://grafana/d/reads', 'must be the path of a dashboard'],
  ['another method', 'Occurrences', 'Timeslices', 'a.yaml:19: spec.budgetingMethod: '],
  [
    'neither good nor bad',
    /^ {8}bad.*\n/m,
    '',
    'a.yaml:15: spec.indicator.spec.ratioMetric: needs either good or bad',
  ],
  ['what is no YAML', 'kind: SLO', 'kind: [', 'a.yaml:'],
])('refuses %s, with file and line', (_, from, to, problem) => {
  const { objectives, problems } = readFile('a.yaml', GOOD.replace(from, to));
  expect(objectives).toEqual([]);
  expect(problems.join('\n')).toContain(problem);
});

it('knows the limit of good events that are counted by the bucket of a histogram', () => {
  const good = GOOD.replace('bad:', 'good:').replace('bad_total', `'seconds_bucket{job="x",le="2.5"}'`);
  expect(readFile('a.yaml', good).objectives[0]?.limitSeconds).toBe(2.5);
});

it('reads what the lab ships', () => {
  expect(readObjectives(SHIPPED).map(({ name }) => name)).toEqual([
    'black-box-availability',
    'log-freshness',
    'no-order-lost',
    'placing-orders-availability',
    'placing-orders-latency',
    'reading-availability',
    'settling-latency',
    'trace-freshness',
  ]);
});
