import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchTrace, type Span } from '../support/jaeger.ts';
import { eventually } from '../support/eventually.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { countRecords } from '../support/loki.ts';
import { Prometheus } from '../support/prometheus.ts';
import { report } from '../support/report.ts';
import { COUNTED, type Counted } from '../support/tallies.ts';

const RATE = 20;
const SECONDS = 20;
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

let lab: Lab;
let prometheus: Prometheus;
let tallies: Readonly<Record<Row, Tally>>;

const counters = async (): Promise<readonly (readonly [string, number])[]> => {
  const all = ROWS.flatMap((row) => [
    COUNTED[row].process,
    COUNTED[row].spanMetrics,
    COUNTED[row].logMetrics,
  ]);
  return Promise.all(all.map(async (each) => [each, await prometheus.sum(each)] as const));
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

const fetchSpans = async (ids: readonly string[]): Promise<readonly Span[]> => {
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

beforeAll(
  async () => {
    lab = await wholeLab();
    prometheus = new Prometheus(lab.url('prometheus'));
    await sleep(SCRAPED_MS);
    const before = new Map(await counters());
    const since = new Date();
    // How fast the machine is, is not the question here.
    const pace = ['--rate', String(RATE), '--duration', `${SECONDS}s`, '--p99', '30s'];
    const load = JSON.parse(
      await lab.ok(['load', 'steady', ...pace, '--no-audit', '--json'], LOAD_LIMIT_MS),
    ) as LoadReport;
    const ids = await traceIds(load);
    const k6 = { requests: ids.length, placed: load.result.totals.accepted, settled: load.settle.settled };

    const look = async (): Promise<Readonly<Record<Row, Tally>>> => {
      const after = new Map(await counters());
      const gone = (expression: string): number =>
        (after.get(expression) ?? 0) - (before.get(expression) ?? 0);
      const spans = await fetchSpans(ids);
      const tally = async (row: Row): Promise<Tally> => {
        const counted: Counted = COUNTED[row];
        return {
          k6: k6[row],
          process: gone(counted.process),
          'span metrics': gone(counted.spanMetrics),
          Jaeger: spans.filter(counted.isIt).length,
          'log metrics': gone(counted.logMetrics),
          Loki: await countRecords(lab.url('loki'), counted.loki, since),
        };
      };
      const [requests, placed, settled] = await Promise.all([
        tally('requests'),
        tally('placed'),
        tally('settled'),
      ]);
      return { requests, placed, settled };
    };

    // Nothing more is to come once two looks in a row see the same.
    let last = '';
    await eventually('all has been counted', ARRIVE_MS, async () => {
      tallies = await look();
      const seen = JSON.stringify(tallies);
      const isStill = seen === last && ROWS.every((row) => spreadOf(tallies[row]) <= TOLERATED);
      last = seen;
      if (!isStill) throw new Error('counts still change');
    }).catch(() => undefined); // the tests below say what disagrees
    await report(lab.root, 'agreement', tableOf(tallies));
  },
  UP_TIMEOUT_MS + LOAD_LIMIT_MS + ARRIVE_MS,
);

describe('k6, processes, spans and logs', () => {
  it.each(ROWS)('agree on %s within 1 % after a load', (row) => {
    const tally = tallies[row];
    expect(tally.k6).toBeGreaterThanOrEqual(RATE * SECONDS * 0.9);
    expect({ ...tally, agree: spreadOf(tally) <= TOLERATED }).toEqual({ ...tally, agree: true });
  });
});
