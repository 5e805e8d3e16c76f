import { PassThrough } from 'node:stream';
import { ORDER } from '@lab/analysis/testing';
import { runShow, runSlowest } from './run.ts';

const output = (json = false) => ({ json, stdout: new PassThrough() });
const url = 'http://127.0.0.1:16686/trace/';
const printed = ({ stdout }: { stdout: PassThrough }): string[] =>
  String(stdout.read()).trimEnd().split('\n');

describe('lab trace show', () => {
  const jaeger = { trace: () => Promise.resolve(ORDER) };

  it('prints the critical path, with the hops of its messages, and a link', async () => {
    const context = output();
    expect(await runShow(context, { jaeger, url }, 'abc')).toBe(0);
    const lines = printed(context).map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines[0]).toBe('trace 00000000000000000000000000000abc: 11 spans, 43.0 ms');
    expect(lines).toContain('6.5 ms | 25.5 ms | 59 % | orders | send placed | outbox wait');
    expect(lines).toContain('34.0 ms | 1.0 ms | 2 % | inventory | process placed | broker wait');
    expect(lines.at(-1)).toBe(`${url}00000000000000000000000000000abc`);
  });

  it('says so where Jaeger does not have the trace', async () => {
    const none = { trace: () => Promise.resolve(undefined) };
    await expect(runShow(output(), { jaeger: none, url }, 'abc')).rejects.toThrow('Jaeger has no trace abc');
  });
});

describe('lab trace slowest', () => {
  const faster = {
    ...ORDER,
    traceID: 'def',
    spans: ORDER.spans.map((span) => ({ ...span, duration: span.duration / 2 })),
  };
  const options = { service: 'gateway', last: 60_000, limit: 1 };

  it('lists those whose answer took longest', async () => {
    const context = output(true);
    await runSlowest(context, { jaeger: { search: () => Promise.resolve([faster, ORDER]) }, url }, options);
    expect(JSON.parse(printed(context).join(''))).toMatchObject({
      searched: 2,
      traces: [{ durationMs: 8, request: 'POST', spans: 11 }],
    });
  });

  it('says so where there are none', async () => {
    const context = output();
    await runSlowest(context, { jaeger: { search: () => Promise.resolve([]) }, url }, options);
    expect(printed(context)).toEqual(['no traces of gateway in this time']);
  });
});
