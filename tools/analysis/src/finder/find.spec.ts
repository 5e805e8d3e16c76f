import { readTraces } from '../trace/read-traces.ts';
import { type Change, shopOrders } from '../trace/testing/shop.ts';
import { findCauses } from './find.ts';
import type { Trace } from '../trace/trace.ts';
import type { Finding } from './finding.ts';

// Read once for each seed: most of the time of these specs is the processor's.
const baselines = new Map<number, Trace[]>();
const baselineOf = (seed: number): Trace[] => {
  const known = baselines.get(seed) ?? readTraces(shopOrders(150, seed));
  baselines.set(seed, known);
  return known;
};

const found = (changeOf: (index: number) => Change, { seed = 1, suspects = 90 } = {}): Finding[] =>
  findCauses(baselineOf(seed), readTraces(shopOrders(suspects, seed + 100, changeOf)));

const first = (changeOf: (index: number) => Change): string => {
  const [finding] = found(changeOf);
  return finding === undefined ? 'nothing' : `${finding.service} ${finding.operation} ${finding.cause}`;
};
const always = (change: Change) => (): Change => change;
const oneIn =
  (times: number, change: Change) =>
  (index: number): Change =>
    index % times === 0 ? change : {};

describe('findCauses names', () => {
  it.each<[string, (index: number) => Change, string]>([
    [
      'a service that is slow itself',
      always({ slower: { 'GET /stock': 20 } }),
      'inventory GET /stock self-time',
    ],
    [
      'a service that is slow now and then',
      oneIn(4, { slower: { 'GET /stock': 60 } }),
      'inventory GET /stock self-time',
    ],
    ['a slow way to a service', always({ slower: { 'call orders': 30 } }), 'orders POST /internal call-time'],
    [
      'a slow store',
      always({ slower: { SELECT: 15, INSERT: 40, UPDATE: 15 } }),
      'postgresql INSERT call-time',
    ],
    [
      'messages that wait for their consumer',
      always({ waits: { broker: 80 } }),
      'inventory process placed queue-wait',
    ],
    ['rows that wait in the outbox', always({ waits: { outbox: 200 } }), 'orders send placed queue-wait'],
    ['errors, where they begin', oneIn(5, { fails: 'EVAL' }), 'inventory EVAL errors'],
    ['calls that are repeated', oneIn(5, { fails: 'call orders' }), 'orders POST /internal errors'],
    ['a call made much more often', always({ times: { SELECT: 12 } }), 'orders POST /internal fan-out'],
    [
      'a call that is no longer made',
      oneIn(4, { without: ['EVAL'] }),
      'inventory process placed missing-children',
    ],
    [
      'messages that nobody takes',
      oneIn(3, { without: ['process placed'] }),
      'inventory process placed missing-children',
    ],
  ])('%s', (_, changeOf, expected) => {
    expect(first(changeOf)).toBe(expected);
  });

  it('the slow consumer before the messages that wait for it', () => {
    const findings = found(always({ slower: { 'process placed': 40 }, waits: { broker: 200 } }));
    expect(findings.map(({ service, cause }) => `${service} ${cause}`)).toEqual([
      'inventory self-time',
      'inventory queue-wait',
    ]);
  });
});

describe('findCauses finds nothing', () => {
  const seeds = [1, 2, 3];
  it.each<[string, (index: number) => Change]>([
    ['where nothing is different', always({})],
    ['where the load doubled and everything takes longer', always({ factor: 1.7 })],
    ['where everything became faster', always({ factor: 0.5 })],
    [
      'where a restart made some orders slow for a while',
      (index) => (index > 40 && index < 60 ? { slower: { 'POST /internal': 300 } } : {}),
    ],
    [
      'where a restart failed some calls',
      (index) => (index > 40 && index < 50 ? { fails: 'call orders' } : {}),
    ],
    ['where one order was very slow', (index) => (index === 70 ? { slower: { EVAL: 5000 } } : {})],
  ])('%s', (_, changeOf) => {
    for (const seed of seeds) expect(found(changeOf, { seed, suspects: 60 + seed * 10 })).toEqual([]);
  });
});

describe('a finding', () => {
  const [finding] = found(oneIn(3, { slower: { MGET: 40 } }));

  it('has the path from the cause to the symptom, each step slower', () => {
    expect(finding?.path.map(({ service, operation }) => `${service} ${operation}`)).toEqual([
      'inventory MGET',
      'inventory GET /stock',
      'gateway GET stock',
      'gateway POST /orders',
      'k6 POST',
    ]);
    for (const { baselineMs, suspectMs } of finding!.path) expect(suspectMs).toBeGreaterThan(baselineMs + 20);
  });

  it('has traces that show it, and says what was compared', () => {
    expect(finding?.traces).toHaveLength(5);
    for (const id of finding!.traces) expect(parseInt(id, 16) % 3).toBe((101 * 1_000_000) % 3);
    expect(finding?.sentences).toEqual([
      expect.stringMatching(/^Calls from inventory to redis .* 30 of 90 traces/),
    ]);
    expect(finding?.confidence).toBeGreaterThan(0.99);
  });
});
