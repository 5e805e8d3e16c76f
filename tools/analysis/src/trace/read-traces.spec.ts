import { readTraces, UnreadableTraces } from './read-traces.ts';
import { jaegerTrace, ORDER } from './testing/spans.ts';

const otlpSpan = (spanId: string, parentSpanId: string, rest: object = {}) => ({
  traceId: 'a3ce929d0e0e4736a3ce929d0e0e4736',
  spanId,
  parentSpanId,
  name: `span ${spanId}`,
  kind: 3,
  startTimeUnixNano: '1700000000123456789',
  endTimeUnixNano: '1700000000125456789',
  ...rest,
});
const otlp = (service: string, ...spans: object[]) => ({
  resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
  scopeSpans: [{ spans }],
});

describe('readTraces', () => {
  it("reads an answer of Jaeger's API, one trace, or a list of either", () => {
    for (const json of [{ data: [ORDER] }, ORDER, [ORDER], [{ data: [ORDER] }]])
      expect(readTraces(json)[0]?.spans).toHaveLength(11);
  });

  it('reads OTLP: a trace whose spans come from several resources and requests', () => {
    const server = otlpSpan('b', 'a', { kind: 'SPAN_KIND_SERVER', status: { code: 2 } });
    const message = otlpSpan('c', '', { kind: 5, links: [{ traceId: 'x', spanId: 'b' }] });
    const attributes = [{ key: 'db.system.name', value: { stringValue: 'redis' } }];
    const [trace, ...others] = readTraces([
      { resourceSpans: [otlp('gateway', otlpSpan('a', '', { attributes }))] },
      { resourceSpans: [otlp('orders', server), otlp('inventory', message)] },
    ]);
    expect(others).toEqual([]);
    expect(
      trace?.spans.map(({ id, service, kind, isError, parent }) => [id, service, kind, isError, parent?.id]),
    ).toEqual([
      ['a', 'gateway', 'client', false, undefined],
      ['b', 'orders', 'server', true, 'a'],
      ['c', 'inventory', 'consumer', false, 'b'],
    ]);
    expect(trace?.spans[0]).toMatchObject({ startUs: 1_700_000_000_123_456, endUs: 1_700_000_000_125_456 });
    expect(trace?.spans[0]?.tags).toContainEqual({ key: 'db.system.name', value: 'redis' });
  });

  it.each<[string, unknown, string]>([
    ['another document', { hello: 1 }, "neither Jaeger's API JSON"],
    ['no object at all', 'traces', "neither Jaeger's API JSON"],
    ['a trace without spans', { data: [{ traceID: 'a', processes: {} }] }, 'trace 1: spans must be a list'],
    [
      'a span without a time',
      { data: [ORDER, { ...ORDER, spans: [{ ...ORDER.spans[0], startTime: 'noon' }] }] },
      'trace 2: span 1: startTime must be microseconds since 1970',
    ],
    [
      'tags that are no objects',
      { data: [{ ...ORDER, spans: [{ ...ORDER.spans[0], tags: [1] }] }] },
      'trace 1: span 1: tags must be a list of objects',
    ],
    [
      'OTLP without an end',
      { resourceSpans: [otlp('a', otlpSpan('a', '', { endTimeUnixNano: undefined }))] },
      'trace 1: span 1: duration must be microseconds',
    ],
  ])('refuses %s, and says where', (_, json, message) => {
    expect(() => readTraces(json)).toThrow(UnreadableTraces);
    expect(() => readTraces(json)).toThrow(message);
  });

  it('refuses spans nested too deep for what walks them', () => {
    const rows = Array.from({ length: 1001 }, (_, index) => {
      const parent = index === 0 ? '-' : String(index - 1);
      return [String(index), parent, 'a', 'internal', 0, 1] as const;
    });
    expect(() => readTraces({ data: [jaegerTrace(...rows)] })).toThrow('nested more than 1000 deep');
    expect(readTraces({ data: [jaegerTrace(...rows.slice(1))] })).toHaveLength(1);
  });
});
