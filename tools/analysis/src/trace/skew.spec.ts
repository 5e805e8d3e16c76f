import type { JaegerTrace } from './jaeger-trace.ts';
import { correctSkew } from './skew.ts';
import { jaegerTrace } from './testing/spans.ts';

const onHosts = (trace: JaegerTrace, hosts: Readonly<Record<string, string>>): JaegerTrace => ({
  ...trace,
  processes: Object.fromEntries(
    Object.keys(trace.processes).map((serviceName) => [
      serviceName,
      { serviceName, tags: [{ key: 'host.name', value: hosts[serviceName] ?? '' }] },
    ]),
  ),
});
const startsOf = ({ spans }: JaegerTrace): number[] => spans.map(({ startTime }) => startTime / 1000);

describe('correctSkew', () => {
  const early = jaegerTrace(
    ['call', '-', 'a', 'client', 100, 200],
    ['answer', 'call', 'b', 'server', 20, 80],
    ['query', 'answer', 'b', 'client', 30, 40],
  );

  it('moves what another host did into the middle of its call, and keeps it together', () => {
    expect(startsOf(correctSkew(onHosts(early, { a: '1', b: '2' })))).toEqual([100, 120, 130]);
  });

  it('begins an answer that is longer than its call together with it', () => {
    const long = jaegerTrace(
      ['call', '-', 'a', 'client', 100, 200],
      ['answer', 'call', 'b', 'server', 0, 150],
    );
    expect(startsOf(correctSkew(onHosts(long, { a: '1', b: '2' })))).toEqual([100, 100]);
  });

  it('moves a message that was taken before it was sent, but not one that was taken late', () => {
    const message = (at: number) =>
      onHosts(
        jaegerTrace(
          ['send', '-', 'a', 'producer', 100, 110],
          ['process', 'send', 'b', 'consumer', at, at + 5],
        ),
        { a: '1', b: '2' },
      );
    expect(startsOf(correctSkew(message(40)))).toEqual([100, 100]);
    expect(startsOf(correctSkew(message(900)))).toEqual([100, 900]);
  });

  it('leaves one host alone, and hosts that are not known, and what rounding explains', () => {
    expect(correctSkew(onHosts(early, { a: '1', b: '1' }))).toStrictEqual(onHosts(early, { a: '1', b: '1' }));
    expect(correctSkew(early)).toBe(early);
    const rounded = onHosts(
      jaegerTrace(['call', '-', 'a', 'client', 100, 200], ['answer', 'call', 'b', 'server', 99.5, 150]),
      { a: '1', b: '2' },
    );
    expect(correctSkew(rounded)).toBe(rounded);
  });
});
