import { isChecked } from '../../postmortem/checked.ts';
import { clock } from '../../report/chart/scale.ts';
import {
  type Block,
  code,
  type Document,
  heading,
  type Line,
  list,
  note,
  paragraph,
  strong,
  tableOf,
} from '../../report/document/document.ts';
import type { Evidence } from '../evidence.ts';
import { recoveryText } from '../judge.ts';
import type { RunSummary } from '../run-summary.ts';
import type { ChaosReport } from './chaos-report.ts';
import { drawTimeline } from './timeline.ts';

const MARK = { held: '✓', refuted: '✗', 'not judged': '?' } as const;

/** The report of one run, for people. */
export const documentOf = (report: ChaosReport): Document => {
  const title = `${report.experiment}: ${report.verdict}`;
  const { evidence } = report;
  return {
    title,
    blocks: [
      heading(1, title),
      paragraph(strong(report.title)),
      // Folded by YAML: a line is a paragraph.
      ...report.description.split(/\n+/).map((text) => paragraph(text)),
      ...(report.verdict === report.expected ? [] : [note(`The experiment expects: ${report.expected}.`)]),
      heading(2, 'Verdict'),
      tableOf(
        ['', 'claim', 'evidence'],
        report.findings.map(({ outcome, claim, evidence: seen }) => [MARK[outcome], claim, seen]),
      ),
      ...(evidence === undefined ? [] : [heading(2, 'Timeline'), figure(report, evidence)]),
      heading(2, 'What was done'),
      paragraph(
        `Started at ${report.startedAt} on the ${report.engine} engine, by `,
        code(`lab chaos run ${report.experiment}`),
        '.',
      ),
      list(report.steps),
      ...(evidence === undefined ? [] : faultsSection(evidence)),
      ...clientsSection(report),
      ...(evidence === undefined ? [] : [...objectivesSection(evidence), ...alertsSection(evidence)]),
    ],
  };
};

const figure = (report: ChaosReport, evidence: Evidence): Block => ({
  kind: 'figure',
  name: 'timeline',
  svg: drawTimeline(report, evidence),
  caption: 'Load, failures and latency as clients saw them; the fault is shaded. Times are UTC.',
});

const faultsSection = ({ faults }: Evidence): Block[] => [
  tableOf(
    ['fault', 'from', 'to'],
    faults.map(({ what, from, to }) => [what, clock(from), clock(to)]),
  ),
];

const ms = (value: number | undefined): string => (value === undefined ? '-' : `${Math.round(value)} ms`);

const MEASURES: readonly (readonly [string, (run: RunSummary) => string])[] = [
  ['requests', ({ requests }) => String(requests)],
  ['failed requests', ({ failed }) => String(failed)],
  ['accepted within, p50', ({ accept }) => ms(accept.p50)],
  ['accepted within, p99', ({ accept }) => ms(accept.p99)],
  ['orders attempted', ({ conservation }) => String(conservation.attempted)],
  ['acknowledged', ({ conservation }) => String(conservation.acknowledged)],
  ['ok', ({ conservation }) => String(conservation.ok)],
  ['lost', ({ conservation }) => String(conservation.lost)],
  ['unexpected', ({ conservation }) => String(conservation.unexpected)],
  ['duplicated', ({ conservation }) => String(conservation.duplicated)],
  ['recovered', ({ conservation }) => String(conservation.recovered)],
  ['refused', ({ conservation }) => String(conservation.refused)],
  ['indeterminate', ({ conservation }) => String(conservation.indeterminate)],
];

const clientsSection = ({ control, evidence }: ChaosReport): Block[] => [
  heading(2, 'What clients saw'),
  tableOf(
    ['', 'control', 'with the fault'],
    MEASURES.map(([name, of]): (Line | string)[] => [
      name,
      of(control),
      evidence === undefined ? '-' : of(evidence.run),
    ]),
  ),
];

const objectivesSection = ({ run }: Evidence): Block[] => [
  heading(2, 'Objectives'),
  tableOf(
    ['objective', 'events', 'bad', 'recovery'],
    run.objectives.map((seen) => [seen.objective, String(seen.events), String(seen.bad), recoveryText(seen)]),
  ),
];

const alertsSection = ({ alerts }: Evidence): Block[] => {
  if (!isChecked(alerts)) return [heading(2, 'Alerts'), note(`Not checked: ${alerts.notChecked}.`)];
  if (alerts.value.length === 0) return [heading(2, 'Alerts'), paragraph('No alert fired.')];
  return [
    heading(2, 'Alerts'),
    tableOf(
      ['alert', 'objective', 'severity', 'from', 'to'],
      alerts.value.map(({ alert, objective = '', severity, from, to }) => [
        ...[alert, objective, severity, clock(from)],
        to === null ? 'still firing' : clock(to),
      ]),
    ),
  ];
};
