import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeSpan, edgesOf, orphansOf, rootsOf } from '../support/edges.ts';
import { eventually } from '../support/eventually.ts';
import { fetchTrace, type Span } from '../support/jaeger.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';

const ORDERS = 200;
const SEARCH_LIMIT_MS = 60_000;

/** The way of an order through the lab, hop by hop; each must be in every trace. */
const EXPECTED_EDGES = [
  'k6 client → gateway server',
  'gateway server → gateway client',
  'gateway client → orders server',
  'orders server → orders client postgresql INSERT',
  'orders server → orders producer',
  'orders producer → inventory consumer',
  'inventory consumer → inventory client redis EVALSHA',
  'inventory consumer → inventory producer',
  'inventory producer → orders consumer',
  'orders consumer → orders client postgresql UPDATE',
] as const;

let traces: Map<string, readonly Span[]>;
let reports: string;

beforeAll(
  async () => {
    const lab = await wholeLab();
    reports = join(lab.root, '.lab/test/reports');
    await mkdir(reports, { recursive: true });
    // How fast it is is not the question here: a busy machine may take its time.
    const pace = ['--rate', '20', '--duration', `${ORDERS / 20}s`, '--p99', '5s'];
    const args = ['load', 'steady', ...pace, '--no-audit', '--json'];
    const { acceptedFile } = JSON.parse(await lab.ok(args)) as { acceptedFile: string };
    const requests = await readFile(join(dirname(acceptedFile), 'requests.jsonl'), 'utf8');
    const ids = requests
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => (JSON.parse(line) as { trace: string }).trace);
    expect(ids.length).toBeGreaterThanOrEqual(ORDERS);
    traces = await collect(lab, ids);
  },
  UP_TIMEOUT_MS + 2 * SEARCH_LIMIT_MS,
);

/** Every trace as soon as it is complete, or as it is when the time is over. */
const collect = async (lab: Lab, ids: readonly string[]): Promise<Map<string, readonly Span[]>> => {
  const found = new Map<string, readonly Span[]>();
  // Whole, too: Jaeger may have a child before its parent, when every edge that is asked for is there already.
  const isComplete = (id: string): boolean => {
    const spans = found.get(id) ?? [];
    return missingEdges(spans).length === 0 && orphansOf(spans).length === 0;
  };
  await eventually('every trace is complete', SEARCH_LIMIT_MS, async () => {
    for (const id of ids.filter((each) => !isComplete(each)))
      found.set(id, (await fetchTrace(lab.url('jaeger'), id)) ?? []);
    const incomplete = ids.filter((id) => !isComplete(id));
    if (incomplete.length > 0) throw new Error(`${incomplete.length} are not, e.g. ${incomplete[0] ?? ''}`);
  }).catch(() => undefined); // the tests below say what is missing
  return found;
};

const missingEdges = (spans: readonly Span[]): string[] => {
  const found = new Set(edgesOf(spans));
  return EXPECTED_EDGES.filter((edge) => !found.has(edge));
};

describe(`${ORDERS} orders`, () => {
  it('have one complete trace each, with every hop', () => {
    const incomplete = [...traces].flatMap(([id, spans]) => {
      const missing = missingEdges(spans);
      return missing.length === 0 ? [] : [{ id, missing, has: spans.map(describeSpan) }];
    });
    expect({ count: incomplete.length, first: incomplete.slice(0, 2) }).toEqual({ count: 0, first: [] });
    expect(traces.size).toBeGreaterThanOrEqual(ORDERS);
  });

  it('have traces that begin once, with the client, and in which every parent is there', () => {
    const torn = [...traces].flatMap(([id, spans]) => {
      const roots = rootsOf(spans).map(describeSpan);
      const orphans = orphansOf(spans).map(describeSpan);
      return roots.length === 1 && roots[0] === 'k6 client' && orphans.length === 0
        ? []
        : [{ id, roots, orphans }];
    });
    expect({ count: torn.length, first: torn.slice(0, 2) }).toEqual({ count: 0, first: [] });
  });

  it('say which edges there are', async () => {
    const counts = new Map<string, number>();
    for (const spans of traces.values()) {
      for (const edge of edgesOf(spans)) counts.set(edge, (counts.get(edge) ?? 0) + 1);
    }
    const table = [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([edge, count]) => `${String(count).padStart(6)}  ${edge}`);
    const report = `edges in ${traces.size} traces:\n${table.join('\n')}\n`;
    process.stdout.write(report);
    await writeFile(join(reports, 'trace-edges.txt'), report);
    expect([...counts.keys()]).toEqual(expect.arrayContaining([...EXPECTED_EDGES]));
  });
});
