// node main.ts <rounds>: how long reading and comparing 10,000 traces of 15 spans takes, as JSON on stdout.
import { findCauses, readTraces } from '@lab/analysis';
import { shopOrders } from '@lab/analysis/testing/shop';

const TRACES = 10_000;
const rounds = Number(process.argv[2]);

const slowStock = { slower: { 'GET /stock': 60 } };
const baseline = { data: shopOrders(TRACES / 2, 1) };
const suspect = { data: shopOrders(TRACES / 2, 2, (index) => (index % 4 === 0 ? slowStock : {})) };
const spans = [baseline, suspect]
  .flatMap(({ data }) => data)
  .reduce((sum, trace) => sum + trace.spans.length, 0);

const rows = Array.from({ length: rounds }, () => {
  const from = process.cpuUsage();
  const began = performance.now();
  const windows = [readTraces(baseline), readTraces(suspect)] as const;
  const read = performance.now();
  const [first] = findCauses(...windows);
  const found = performance.now();
  if (first?.service !== 'inventory') throw new Error(`found ${first?.service ?? 'nothing'}, not inventory`);
  const { user, system } = process.cpuUsage(from);
  return { readMs: read - began, findMs: found - read, cpuMs: (user + system) / 1000 };
});
process.stdout.write(JSON.stringify({ traces: TRACES, spans, rows }));
