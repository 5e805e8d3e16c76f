import { eventually } from '@lab/testing';
import { describeSpan, edgesOf, orphansOf, rootsOf } from '../../support/edges.ts';
import { within } from '../../support/polling.ts';
import { fetchTrace, type Span } from '../../support/spans.ts';
import type { Lab } from '../../support/lab.ts';
import { report } from '../../support/report.ts';
import type { Timeline } from './timeline.ts';

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

/** Every trace as soon as it is complete, or as it is when the time is over. */
const collect = async (lab: Lab, ids: readonly string[]): Promise<Map<string, readonly Span[]>> => {
  const found = new Map<string, readonly Span[]>();
  // Whole, too: Jaeger may have a child before its parent, when every edge that is asked for is there already.
  const isComplete = (id: string): boolean => {
    const spans = found.get(id) ?? [];
    return missingEdges(spans).length === 0 && orphansOf(spans).length === 0;
  };
  await eventually(
    'every trace is complete',
    async () => {
      for (const id of ids.filter((each) => !isComplete(each)))
        found.set(id, (await fetchTrace(lab.url('jaeger'), id)) ?? []);
      const incomplete = ids.filter((id) => !isComplete(id));
      if (incomplete.length > 0) throw new Error(`${incomplete.length} are not, e.g. ${incomplete[0] ?? ''}`);
    },
    within(SEARCH_LIMIT_MS),
  ).catch(() => undefined); // the tests below say what is missing
  return found;
};

const missingEdges = (spans: readonly Span[]): string[] => {
  const found = new Set(edgesOf(spans));
  return EXPECTED_EDGES.filter((edge) => !found.has(edge));
};

/** Of the orders of the opening load, when they have been counted. */
export const observeTraces = (timeline: Timeline): void => {
  let traces: Map<string, readonly Span[]>;

  beforeAll(async () => {
    expect(timeline.openingTraces.length).toBeGreaterThanOrEqual(ORDERS);
    traces = await collect(timeline.lab, timeline.openingTraces);
  }, 2 * SEARCH_LIMIT_MS);

  describe('the orders of the opening load', () => {
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
      await report(
        timeline.lab.root,
        'trace-edges',
        `edges in ${traces.size} traces:\n${table.join('\n')}\n`,
      );
      expect([...counts.keys()]).toEqual(expect.arrayContaining([...EXPECTED_EDGES]));
    });
  });
};
