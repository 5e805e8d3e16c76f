import { LOG_METRICS, METRICS, OBJECTIVES } from '@lab/contracts';
import type { Chart, Mark, Series, Unit } from '../report/chart/chart.ts';
import type { Impact, Source } from './impact.ts';
import { type Span, stepOf } from './span.ts';

/** A picture of the incident's time. */
export interface Graph {
  /** Of its file. */
  readonly name: string;
  /** What it shows, and what to look at. */
  readonly caption: string;
  readonly chart: Chart;
  readonly queries: readonly string[];
}

interface Line {
  /** Of its series; a label in braces stands for its value. */
  readonly name: string;
  /** `$window` is a duration that holds enough samples for a rate. */
  readonly query: string;
}

interface Plan {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
  readonly limit?: Chart['limit'];
}

const placing = `${METRICS.httpServerDuration}_count{job="gateway",method="POST",route="/orders"}`;
const rate = (counter: string): string => `sum(rate(${counter}[$window]))`;

const PLANS: readonly Plan[] = [
  {
    name: 'orders',
    title: 'Orders per second',
    caption:
      'What customers asked for, and what became of it. Where "settled" falls below "accepted", customers wait for their orders; a peak after that is the backlog.',
    unit: 'per second',
    lines: [
      { name: 'placed by customers', query: rate(placing) },
      { name: 'accepted', query: rate(METRICS.ordersPlaced) },
      { name: 'settled (confirmed or rejected)', query: rate(METRICS.ordersSettled) },
    ],
  },
  {
    name: 'latency',
    title: 'Time until an order is accepted',
    caption:
      'How long customers waited for the answer to a placed order: half of them less than p50, one of a hundred longer than p99.',
    unit: 'seconds',
    limit: { value: OBJECTIVES.acceptSeconds, text: `objective ${OBJECTIVES.acceptSeconds * 1000} ms` },
    lines: [0.5, 0.99].map((quantile) => ({
      name: `p${quantile * 100}`,
      query: `histogram_quantile(${quantile}, sum by (le) (rate(${placing.replace('_count{', '_bucket{')}[$window])))`,
    })),
  },
  {
    name: 'waiting',
    title: 'Messages that wait',
    caption:
      'Work that was accepted and not done yet: in the queues of RabbitMQ, and in the outbox of orders before them.',
    unit: 'count',
    lines: [
      { name: 'in queues', query: 'sum(rabbitmq_detailed_queue_messages)' },
      { name: 'in the outbox', query: `sum(${METRICS.outboxPending})` },
    ],
  },
  {
    name: 'log-lines',
    title: 'Warnings and errors in the logs, per second',
    caption: 'Which service complained, and when.',
    unit: 'per second',
    lines: [
      {
        name: '{service}',
        query: `sum by (service) (rate(${LOG_METRICS.lines}{level=~"warn|error|fatal"}[$window])) > 0`,
      },
    ],
  },
];

const LEAST_WINDOW_MS = 20_000;
/** More lines in one picture cannot be told apart. */
const MOST_SERIES = 7;

export interface Frame {
  readonly graph: Span;
  readonly marks: readonly Mark[];
}

/** The pictures that need only Prometheus' own series. */
export const drawGraphs = (source: Pick<Source, 'range'>, frame: Frame): Promise<Graph[]> =>
  Promise.all(PLANS.map((plan) => drawOne(plan, source, frame)));

async function drawOne(plan: Plan, source: Pick<Source, 'range'>, frame: Frame): Promise<Graph> {
  const stepMs = stepOf(frame.graph);
  const window = `${Math.max(LEAST_WINDOW_MS, stepMs) / 1000}s`;
  const asked = plan.lines.map(({ name, query }) => ({ name, query: query.replaceAll('$window', window) }));
  const answers = await Promise.all(
    asked.map(async ({ name, query }) =>
      (await source.range(query, { ...frame.graph, stepMs })).map(({ labels, points }) => ({
        name: name.replace(/\{(\w+)\}/, (_, label: string) => labels[label] ?? ''),
        points,
      })),
    ),
  );
  const { name, caption, title, unit, limit } = plan;
  const series = answers.flat().slice(0, MOST_SERIES);
  return {
    ...{ name, caption, queries: asked.map(({ query }) => query) },
    chart: { ...framed(frame, { title, unit, series }), ...(limit && { limit }) },
  };
}

const framed = (
  { graph, marks }: Frame,
  { title, unit, series }: { title: string; unit: Unit; series: readonly Series[] },
): Chart => ({ title, unit, ...graph, gapMs: 3 * stepOf(graph), series, marks });

/** The picture of what the objectives lost. */
export const impactGraph = (impacts: readonly Impact[], frame: Frame): Graph => ({
  name: 'failures',
  caption: 'The share of events that broke each objective. At 0 % nobody is hurt.',
  queries: [],
  chart: framed(frame, {
    title: 'Share of bad events by objective',
    unit: 'share',
    series: impacts.slice(0, MOST_SERIES).map(({ title, ratios }) => ({ name: title, points: ratios })),
  }),
});
