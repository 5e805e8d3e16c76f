import fc from 'fast-check';
import { criticalPath, type Segment } from './critical-path.ts';
import type { JaegerTrace } from './jaeger-trace.ts';
import { jaegerTrace, ORDER } from './testing/spans.ts';
import { readTrace } from './trace.ts';

const pathOf = (json: JaegerTrace, goal: 'answer' | 'end' = 'end'): Segment[] =>
  criticalPath(readTrace(json)!, goal);
const told = (segments: readonly Segment[]): string[] =>
  segments.map(({ span, kind, fromUs, toUs }) => `${kind} ${span.id} ${fromUs / 1000}-${toUs / 1000}`);

describe('the way to the answer', () => {
  it('goes into the child that ended last, and before it into the one that it waited for', () => {
    const json = jaegerTrace(
      ['root', '-', 'a', 'server', 0, 100],
      ['first', 'root', 'a', 'client', 10, 40],
      ['beside', 'root', 'a', 'client', 12, 30],
      ['last', 'root', 'a', 'client', 50, 90],
      ['beside last', 'root', 'a', 'client', 45, 80],
    );
    expect(told(pathOf(json, 'answer'))).toEqual([
      'work root 0-10',
      'work first 10-40',
      'work root 40-50',
      'work last 50-90',
      'work root 90-100',
    ]);
  });

  it('leaves out what went on by message', () => {
    expect(told(pathOf(ORDER, 'answer'))).toEqual([
      'work gateway 0-2',
      'work call 2-3',
      'work orders 3-4',
      'work insert 4-5.5',
      'work orders 5.5-6.5',
      'work call 6.5-7',
      'work gateway 7-7.5',
      'work POST 7.5-8',
    ]);
  });

  it('does not wait for a consumer that is quicker than the answer', () => {
    const json = jaegerTrace(
      ['root', '-', 'a', 'server', 0, 100],
      ['send', 'root', 'a', 'producer', 10, 20],
      ['process', 'send', 'b', 'consumer', 20, 90],
      ['process too', 'root', 'b', 'consumer', 20, 95],
    );
    expect(told(pathOf(json, 'answer'))).toEqual(['work root 0-10', 'work send 10-20', 'work root 20-100']);
  });
});

describe('the way to the end', () => {
  it('follows messages, and waits where nobody was at work', () => {
    expect(told(pathOf(ORDER))).toEqual([
      'work gateway 0-2',
      'work call 2-3',
      'work orders 3-4',
      'work insert 4-5.5',
      'work orders 5.5-6.5',
      'wait send placed 6.5-32',
      'work send placed 32-34',
      'wait process placed 34-35',
      'work reserve 35-37',
      'work send reserved 37-39',
      'wait process reserved 39-40',
      'work process reserved 40-41',
      'work update 41-43',
    ]);
  });

  it('takes a child for the last though it ends within the precision after its parent', () => {
    const json = jaegerTrace(['root', '-', 'a', 'server', 0, 10], ['child', 'root', 'b', 'server', 1, 10.6]);
    expect(told(pathOf(json, 'answer'))).toEqual(['work root 0-1', 'work child 1-10']);
  });

  it('waits between parts whose common parent is missing', () => {
    const json = jaegerTrace(['one', 'gone', 'a', 'server', 0, 10], ['two', 'gone', 'b', 'consumer', 30, 40]);
    expect(told(pathOf(json))).toEqual(['work one 0-10', 'wait two 10-30', 'work two 30-40']);
  });
});

// Any tree: each span below one before it, anywhere in time.
const anyTrace = fc
  .array(
    fc.record({
      parent: fc.nat(),
      kind: fc.constantFrom('server', 'client', 'producer', 'consumer'),
      from: fc.nat(200),
      length: fc.nat(100),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((spans) =>
    jaegerTrace(
      ...spans.map(({ parent, kind, from, length }, index) => {
        const above = index === 0 ? '-' : String(parent % index);
        return [String(index), above, 'a', kind, from, from + length] as const;
      }),
    ),
  );

it.each(['answer', 'end'] as const)(
  'the way to the %s is in order, without overlap, and within the trace',
  (goal) => {
    fc.assert(
      fc.property(anyTrace, (json) => {
        const trace = readTrace(json)!;
        const path = criticalPath(trace, goal);
        for (const [index, { fromUs, toUs }] of path.entries()) {
          expect(toUs).toBeGreaterThan(fromUs);
          const next = path[index + 1];
          if (next !== undefined) expect(next.fromUs).toBeGreaterThanOrEqual(toUs);
        }
        const [root] = trace.roots;
        const end = goal === 'answer' ? root!.endUs : trace.endUs;
        if (path.length > 0) expect(path.at(-1)!.toUs).toBe(end);
      }),
    );
  },
);

it('the way to the end of a trace in which nothing precedes its cause has no gap', () => {
  const path = pathOf(ORDER);
  expect(path[0]?.fromUs).toBe(0);
  for (const [index, { toUs }] of path.slice(0, -1).entries()) expect(path[index + 1]?.fromUs).toBe(toUs);
});

describe('children that do not fit', () => {
  it('cuts a child that outlives its parent, as an answer cannot wait for more', () => {
    const json = jaegerTrace(['root', '-', 'a', 'server', 0, 50], ['child', 'root', 'b', 'server', 10, 90]);
    expect(told(pathOf(json, 'answer'))).toEqual(['work root 0-10', 'work child 10-50']);
  });

  it('leaves out a child that began after its parent ended', () => {
    const json = jaegerTrace(['root', '-', 'a', 'server', 0, 50], ['child', 'root', 'a', 'internal', 60, 90]);
    expect(told(pathOf(json, 'answer'))).toEqual(['work root 0-50']);
  });

  it('takes children that overlap by a hundredth of their parent for one after the other', () => {
    const json = jaegerTrace(
      ['root', '-', 'a', 'server', 0, 1000],
      ['one', 'root', 'a', 'client', 0, 405],
      ['two', 'root', 'a', 'client', 396, 1000],
    );
    expect(told(pathOf(json, 'answer'))).toEqual(['work one 0-396', 'work two 396-1000']);
  });

  it('has the time of a missing child as work of its parent, and retries as what they were', () => {
    const json = jaegerTrace(
      ['root', '-', 'a', 'server', 0, 100],
      ['first try', 'root', 'a', 'client', 5, 25],
      ['second try', 'root', 'a', 'client', 45, 65],
      ['below the missing', 'gone', 'b', 'server', 70, 90],
    );
    expect(told(pathOf(json, 'answer'))).toEqual([
      'work root 0-5',
      'work first try 5-25',
      'work root 25-45',
      'work second try 45-65',
      'work root 65-100',
    ]);
  });
});
