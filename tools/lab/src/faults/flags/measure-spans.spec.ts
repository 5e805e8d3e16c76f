import { readTrace, type Trace } from '@lab/analysis';
import { measureSpans } from './measure-spans.ts';

interface Made {
  readonly id: string;
  readonly parent?: string;
  readonly service?: string;
  readonly name: string;
  readonly kind?: string;
  readonly startMs?: number;
  readonly ms: number;
  readonly waitMs?: number;
}

const traceOf = (...spans: readonly Made[]): Trace => {
  const services = [...new Set(spans.map(({ service = 'orders' }) => service))];
  const trace = readTrace({
    traceID: '1',
    spans: spans.map(({ id, parent, service = 'orders', name, kind, startMs = 0, ms, waitMs }) => ({
      spanID: id,
      operationName: name,
      processID: service,
      startTime: startMs * 1000,
      duration: ms * 1000,
      references: parent === undefined ? [] : [{ refType: 'CHILD_OF', spanID: parent }],
      tags: [
        ...(kind === undefined ? [] : [{ key: 'span.kind', value: kind }]),
        ...(waitMs === undefined ? [] : [{ key: 'lab.outbox.wait_ms', value: waitMs }]),
      ],
    })),
    processes: Object.fromEntries(services.map((service) => [service, { serviceName: service }])),
  });
  if (trace === undefined) throw new Error('a trace without spans');
  return trace;
};

const LIST = traceOf(
  { id: 'a', name: 'GET /orders', kind: 'server', ms: 50 },
  { id: 'b', parent: 'a', name: 'SELECT orders', kind: 'client', ms: 10 },
  { id: 'c', parent: 'a', name: 'SELECT orders', kind: 'client', ms: 20 },
  { id: 'd', parent: 'a', name: 'GET /orders', kind: 'client', ms: 1 },
  { id: 'e', name: 'SELECT orders', service: 'prober', ms: 400 },
);
const READ = traceOf(
  { id: 'a', name: 'GET /orders/:id', kind: 'server', ms: 50 },
  { id: 'b', parent: 'a', name: 'SELECT orders', kind: 'client', ms: 40 },
);

describe('the spans of a window', () => {
  it('show the 95th percentile of their durations, of one service and below one parent', () => {
    const measure = { of: 'p95', service: 'orders', name: 'SELECT orders' } as const;
    expect(measureSpans(measure, [LIST, READ])).toEqual({ value: 40, samples: 3 });
    expect(measureSpans({ ...measure, under: 'GET /orders' }, [LIST, READ])).toEqual({
      value: 20,
      samples: 2,
    });
  });

  it('show how many there are for each of others', () => {
    const per = { service: 'orders', name: 'GET /orders', kind: 'server' } as const;
    const spans = { service: 'orders', name: 'SELECT orders', under: 'GET /orders' } as const;
    expect(measureSpans({ of: 'ratio', spans, per }, [LIST, READ])).toEqual({ value: 2, samples: 1 });
    expect(measureSpans({ of: 'ratio', spans, per: { ...per, name: 'GET /x' } }, [LIST])).toEqual({
      value: null,
      samples: 0,
    });
  });

  it('show how long after their parent they begin', () => {
    const measure = { of: 'lag', service: 'orders', name: 'process' } as const;
    const late = traceOf(
      { id: 'a', name: 'send', ms: 5 },
      { id: 'b', parent: 'a', name: 'process', startMs: 12, ms: 1 },
    );
    const within = traceOf(
      { id: 'a', name: 'send', ms: 5 },
      { id: 'b', parent: 'a', name: 'process', startMs: 1, ms: 1 },
    );
    expect(measureSpans(measure, [late]).value).toBe(7);
    expect(measureSpans(measure, [within]).value).toBe(-4);
  });

  it('show an attribute', () => {
    const trace = traceOf({ id: 'a', name: 'send', ms: 5, waitMs: 31.5 }, { id: 'b', name: 'send', ms: 5 });
    const measure = {
      of: 'attribute',
      service: 'orders',
      name: 'send',
      attribute: 'lab.outbox.wait_ms',
    } as const;
    expect(measureSpans(measure, [trace])).toEqual({ value: 31.5, samples: 1 });
  });

  it('show nothing where there are none', () => {
    expect(measureSpans({ of: 'p95', service: 'orders', name: 'x' }, [LIST])).toEqual({
      value: null,
      samples: 0,
    });
  });
});
