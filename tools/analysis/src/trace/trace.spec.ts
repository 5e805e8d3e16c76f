import { jaegerTrace, ORDER } from './testing/spans.ts';
import { readTrace, selfTimeUs } from './trace.ts';

describe('readTrace', () => {
  it('lists each span before its children, and those by their start', () => {
    expect(readTrace(ORDER)!.spans.map(({ id }) => id)).toEqual(ORDER.spans.map(({ spanID }) => spanID));
  });

  it('puts a consumer that only has a link below what it is linked to', () => {
    const json = jaegerTrace(['send', '-', 'a', 'producer', 0, 1], ['process', 'x', 'b', 'consumer', 2, 3]);
    const references = [{ refType: 'FOLLOWS_FROM', spanID: 'send' }];
    const trace = readTrace({ ...json, spans: [json.spans[0]!, { ...json.spans[1]!, references }] })!;
    expect(trace.roots.map(({ id }) => id)).toEqual(['send']);
  });

  it('shows every span of a trace that is broken', () => {
    const circle = jaegerTrace(
      ['a', 'b', 's', 'server', 0, 5],
      ['b', 'a', 's', 'server', 1, 2],
      ['c', 'gone', 's', 'server', 3, 4],
    );
    expect(
      readTrace(circle)!
        .spans.map(({ id }) => id)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });

  it('is named as log lines name it, also where Jaeger leaves out the first half of its id', () => {
    const short = { ...ORDER, traceID: 'a3ce929d0e0e4736' };
    expect(readTrace(short)?.id).toBe('0000000000000000a3ce929d0e0e4736');
  });

  it('knows an error by its tag or by its status', () => {
    const json = jaegerTrace(['a', '-', 's', 'server', 0, 5]);
    const withTag = (key: string, value: string | boolean) =>
      readTrace({ ...json, spans: [{ ...json.spans[0]!, tags: [{ key, value }] }] })!.spans[0]!.isError;
    expect([
      withTag('error', true),
      withTag('otel.status_code', 'ERROR'),
      withTag('otel.status_code', 'OK'),
    ]).toEqual([true, true, false]);
  });

  it('is nothing without spans', () => {
    expect(readTrace(jaegerTrace())).toBeUndefined();
  });
});

it('self time leaves out what children cover, once, and only inside the span', () => {
  const json = jaegerTrace(
    ['root', '-', 'a', 'server', 0, 100],
    ['one', 'root', 'a', 'client', 10, 40],
    ['within one', 'root', 'a', 'client', 20, 30],
    ['over one', 'root', 'a', 'client', 35, 50],
    ['after', 'root', 'b', 'consumer', 95, 200],
  );
  expect(selfTimeUs(readTrace(json)!.roots[0]!)).toBe(55_000);
});
