import { isChecked } from '../../postmortem/checked.ts';
import type { Chart, Series } from '../../report/chart/chart.ts';
import { drawLanes, drawPanel, type Lane, svgOf } from '../../report/chart/draw.ts';
import type { Evidence } from '../evidence.ts';
import type { Second } from '../run-summary.ts';
import type { ChaosReport } from './chaos-report.ts';

const GAP_MS = 15_000;
const FAULT_COLOUR = '#d55e00';
const ALERT_COLOUR = '#0072b2';

/** Load, failures, latency, faults and alerts on one axis of time. */
export const drawTimeline = (report: ChaosReport, evidence: Evidence): string =>
  svgOf(`${report.experiment}: what clients saw`, [
    ...chartsOf(report, evidence).map(drawPanel),
    drawLanes('Faults and alerts', evidence.run, lanesOf(evidence)),
  ]);

function chartsOf(
  { limits: { accepted, acceptSeconds } }: ChaosReport,
  { run: { from, to, seconds }, faults }: Evidence,
): readonly Chart[] {
  const bands = faults.map((fault) => ({ ...fault, text: fault.what }));
  const shared = { from, to, gapMs: GAP_MS, marks: [], bands };
  const line = (name: string, of: (second: Second) => number): Series => ({
    name,
    points: seconds.map((second) => [Math.max(from, second.at), of(second)]),
  });
  return [
    {
      ...{ ...shared, title: 'Requests per second', unit: 'per second' },
      series: [
        line('answered or given up', ({ requests }) => requests),
        line('failed', ({ failed }) => failed),
      ],
    },
    {
      ...{ ...shared, title: 'Error ratio', unit: 'share' },
      series: [line('failed requests', ({ requests, failed }) => failed / requests)],
      ...(accepted !== null && { limit: { value: 1 - accepted, text: 'objective' } }),
    },
    {
      ...{ ...shared, title: 'Latency', unit: 'seconds' },
      series: [line('p50', ({ p50 }) => p50 / 1000), line('p99', ({ p99 }) => p99 / 1000)],
      ...(acceptSeconds !== null && {
        limit: { value: acceptSeconds, text: `objective ${acceptSeconds * 1000} ms` },
      }),
    },
  ];
}

const lanesOf = ({ run, faults, alerts }: Evidence): readonly Lane[] => [
  ...faults.map(({ what, from, to }) => ({ name: what, spans: [{ from, to }], colour: FAULT_COLOUR })),
  ...(isChecked(alerts) ? alerts.value : [])
    // One that fired before is not about the fault; the table has it.
    .filter(({ from }) => from >= Math.min(...faults.map((fault) => fault.from)) && from <= run.to)
    .map(({ alert, objective, severity, from, to }) => ({
      name: [alert, objective, severity].filter(Boolean).join(' '),
      spans: [{ from, to: to ?? run.to }],
      colour: ALERT_COLOUR,
    })),
];
