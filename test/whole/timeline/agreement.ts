import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@lab/testing';
import { within } from '../../support/polling.ts';
import { fetchTrace, type Span } from '../../support/spans.ts';
import type { Lab } from '../../support/lab.ts';
import { Loki } from '../../../tools/lab/src/signals/loki.ts';
import { Prometheus } from '../../../tools/lab/src/signals/prometheus.ts';
import { report } from '../../support/report.ts';
import { COUNTED, type Counted } from '../../support/tallies.ts';
import type { Timeline } from './timeline.ts';

const RATE = 20;
const SECONDS = 15;
const LOAD_LIMIT_MS = 180_000;
/** Until the last span, log line and scrape is where it is kept. */
const ARRIVE_MS = 90_000;
/** Twice what Prometheus waits between two scrapes: after a restart its last sample is of counters that are no more. */
const SCRAPED_MS = 10_000;
const TOLERATED = 0.01;

const ROWS = ['requests', 'placed', 'settled'] as const;
type Row = (typeof ROWS)[number];
/** k6 on the client's side; the service's own metrics; what is made of its spans, and of its log lines, twice each. */
type Witness = 'k6' | 'process' | 'span metrics' | 'Jaeger' | 'log metrics' | 'Loki';
type Tally = Readonly<Record<Witness, number>>;

interface LoadReport {
  readonly acceptedFile: string;
  readonly result: { readonly totals: { readonly accepted: number } };
  readonly settle: { readonly settled: number };
}

const countersOf = async (prometheus: Prometheus): Promise<ReadonlyMap<string, number>> => {
  const all = ROWS.flatMap((row) => [
    COUNTED[row].process,
    COUNTED[row].spanMetrics,
    COUNTED[row].logMetrics,
  ]);
  return new Map(await Promise.all(all.map(async (each) => [each, await prometheus.sum(each)] as const)));
};

/** The trace of every request that k6 sent, by the id that k6 gave it. */
const traceIds = async ({ acceptedFile }: LoadReport): Promise<readonly string[]> => {
  const lines = await readFile(join(dirname(acceptedFile), 'requests.jsonl'), 'utf8');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { name: string; trace: string })
    .filter(({ name }) => name === 'POST /orders')
    .map(({ trace }) => trace);
};

const fetchSpans = async (lab: Lab, ids: readonly string[]): Promise<readonly Span[]> => {
  const spans: Span[] = [];
  for (const id of ids) spans.push(...((await fetchTrace(lab.url('jaeger'), id)) ?? []));
  return spans;
};

const spreadOf = (tally: Tally): number => {
  const counts = Object.values(tally);
  return (Math.max(...counts) - Math.min(...counts)) / Math.max(...counts);
};

const tableOf = (rows: Readonly<Record<Row, Tally>>): string => {
  const [head] = ROWS.map((row) => Object.keys(rows[row]));
  const lines = ROWS.map((row) => [
    COUNTED[row].what.padEnd(24),
    ...Object.values(rows[row]).map((count) => String(count).padStart(13)),
    `${(spreadOf(rows[row]) * 100).toFixed(2)} %`.padStart(9),
  ]);
  const title = ['counted'.padEnd(24), ...(head ?? []).map((name) => name.padStart(13)), '   spread'];
  return [title, ...lines].map((cells) => `${cells.join('')}\n`).join('');
};

/** How many each witness has counted since the load began. */
type Look = () => Promise<Readonly<Record<Row, Tally>>>;

/** Loads a lab that does nothing else; the traces are remembered, for other observers. */
const loadAlone = async (timeline: Timeline): Promise<Look> => {
  const { lab } = timeline;
  const prometheus = new Prometheus(lab.url('prometheus'));
  await sleep(SCRAPED_MS);
  const before = await countersOf(prometheus);
  const since = new Date();
  // How fast the machine is, is not the question here.
  const pace = ['--rate', String(RATE), '--duration', `${SECONDS}s`, '--p99', '30s'];
  const args = ['load', 'steady', ...pace, '--no-audit', '--json'];
  const load = JSON.parse(await lab.ok(args, LOAD_LIMIT_MS)) as LoadReport;
  const ids = await traceIds(load);
  timeline.openingTraces = ids;
  const k6 = { requests: ids.length, placed: load.result.totals.accepted, settled: load.settle.settled };
  return async () => {
    const after = await countersOf(prometheus);
    const counted = (expression: string): number =>
      (after.get(expression) ?? 0) - (before.get(expression) ?? 0);
    const spans = await fetchSpans(lab, ids);
    const tally = async (row: Row): Promise<Tally> => {
      const asked: Counted = COUNTED[row];
      return {
        k6: k6[row],
        process: counted(asked.process),
        'span metrics': counted(asked.spanMetrics),
        Jaeger: spans.filter(asked.isIt).length,
        'log metrics': counted(asked.logMetrics),
        Loki: await new Loki(lab.url('loki')).count(asked.loki, since.getTime()),
      };
    };
    const [requests, placed, settled] = await Promise.all(ROWS.map(tally));
    if (requests === undefined || placed === undefined || settled === undefined) throw new Error('no tally');
    return { requests, placed, settled };
  };
};

/** Nothing more is to come once two looks in a row see the same. */
const untilStill = async (look: Look): Promise<Readonly<Record<Row, Tally>>> => {
  let tallies = await look();
  let last = JSON.stringify(tallies);
  await eventually(
    'all has been counted',
    async () => {
      tallies = await look();
      const seen = JSON.stringify(tallies);
      const isStill = seen === last && ROWS.every((row) => spreadOf(tallies[row]) <= TOLERATED);
      last = seen;
      if (!isStill) throw new Error('counts still change');
    },
    within(ARRIVE_MS),
  ).catch(() => undefined); // the tests below say what disagrees
  return tallies;
};

/** Does the opening load itself: it counts what happens while nothing else does. */
export const observeAgreement = (timeline: Timeline): void => {
  let tallies: Readonly<Record<Row, Tally>>;

  beforeAll(async () => {
    tallies = await untilStill(await loadAlone(timeline));
    await report(timeline.lab.root, 'agreement', tableOf(tallies));
  }, LOAD_LIMIT_MS + ARRIVE_MS);

  describe('k6, processes, spans and logs', () => {
    it.each(ROWS)('agree on %s within 1 % after a load', (row) => {
      const tally = tallies[row];
      expect(tally.k6).toBeGreaterThanOrEqual(RATE * SECONDS * 0.9);
      expect({ ...tally, agree: spreadOf(tally) <= TOLERATED }).toEqual({ ...tally, agree: true });
    });
  });
};
