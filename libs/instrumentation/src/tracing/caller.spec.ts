import { TRACE_ID_HEADER, TRACE_TOKEN_HEADER } from '@lab/contracts';
import { until } from '@lab/testing';
import { Controller, Get } from '@nestjs/common';
import { context, propagation } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type TestApp, testApp } from '../../test/support/app';

import { recordSpans } from '../../test/support/tracing';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const TOKEN = 'of-this-lab';
const traceparent = `00-${TRACE}-${PARENT}-01`;

@Controller()
class TestController {
  /** What the next service would get. */
  @Get('next')
  next() {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    return headers;
  }
}

const spans = recordSpans();
let edge: TestApp;
let behind: TestApp;
beforeAll(async () => {
  edge = await testApp({ controllers: [TestController] }, { PUBLIC_EDGE: 'true', TRACE_TOKEN: TOKEN });
  behind = await testApp({ controllers: [TestController] });
});
afterAll(async () => {
  await Promise.all([edge.app.close(), behind.app.close()]);
  await spans.stop();
});

/** Sends a request; the trace that the answer names must be one that was recorded, logged and passed on. */
const send = async ({ app, logs }: TestApp, headers: Record<string, string>) => {
  const response = await app.inject({ method: 'GET', url: '/next', headers });
  const id = String(response.headers[TRACE_ID_HEADER]);
  expect(id).toMatch(/^(?!0{32})[\da-f]{32}$/);
  // by this request's own id: the span of the one before may end after its answer was there
  const isIts = (span: ReadableSpan): boolean =>
    span.spanContext().traceId === id && span.attributes['http.response.status_code'] !== undefined;
  await until('it is recorded', () => spans.spans().some(isIts));
  await until('it is logged', () => logs.some((line) => line['trace_id'] === id));
  const span = spans.spans().findLast(isIts);
  expect(response.json<{ traceparent: string }>().traceparent).toBe(
    `00-${id}-${span?.spanContext().spanId}-01`,
  );
  return {
    id,
    links: span?.links.map((link) => link.context) ?? [],
    parent: span?.parentSpanContext?.spanId,
  };
};

describe('at the public edge', () => {
  it.each(['00', '01', 'ff'])(
    'a stranger gets a trace of its own, linked to the one it named with flags %s',
    async (flags) => {
      const { id, links, parent } = await send(edge, { traceparent: `00-${TRACE}-${PARENT}-${flags}` });
      expect(id).not.toBe(TRACE);
      expect(parent).toBeUndefined();
      expect(links).toEqual([
        { traceId: TRACE, spanId: PARENT, traceFlags: parseInt(flags, 16), isRemote: true },
      ]);
    },
  );

  it('requests that all name one trace do not end up in one', async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 20; n += 1) ids.add((await send(edge, { traceparent })).id);
    expect(ids.size).toBe(20);
  });

  it('a caller that knows the token continues its trace', async () => {
    expect(await send(edge, { traceparent, [TRACE_TOKEN_HEADER]: TOKEN })).toEqual({
      id: TRACE,
      links: [],
      parent: PARENT,
    });
  });

  it.each(['', 'of-this-lax', 'of-this-la', `${TOKEN}x`])('the token %j opens nothing', async (token) => {
    expect((await send(edge, { traceparent, [TRACE_TOKEN_HEADER]: token })).id).not.toBe(TRACE);
  });

  it('without a token of its own trusts nobody', async () => {
    const closed = await testApp({ controllers: [TestController] }, { PUBLIC_EDGE: 'true' });
    for (const token of ['undefined', ''])
      expect((await send(closed, { traceparent, [TRACE_TOKEN_HEADER]: token })).id).not.toBe(TRACE);
    await closed.app.close();
  });
});

// [what, headers, whether they name a trace that can be continued]
const FORMS: readonly [string, Record<string, string>, boolean][] = [
  [
    'a later version with more fields',
    { traceparent: `01-${TRACE}-${PARENT}-01-more-${'x'.repeat(4000)}` },
    true,
  ],
  ['flags of later versions', { traceparent: `00-${TRACE}-${PARENT}-ff` }, true],
  [
    'a tracestate of 100 members',
    { traceparent, tracestate: Array.from({ length: 100 }, (_, n) => `k${n}=v`).join() },
    true,
  ],
  ['a tracestate of 10 KB', { traceparent, tracestate: `k=${'v'.repeat(10_000)}` }, true],
  ['a tracestate that is none', { traceparent, tracestate: ',,=,k=,\u0001' }, true],
  ['an id that begins with zeros', { traceparent: `00-0000000000000000a3ce929d0e0e4736-${PARENT}-01` }, true],
  ['capitals', { traceparent: traceparent.toUpperCase() }, false],
  ['version ff', { traceparent: `ff-${TRACE}-${PARENT}-01` }, false],
  ['version 00 with more fields', { traceparent: `${traceparent}-more` }, false],
  ['zeros for an id', { traceparent: `00-${'0'.repeat(32)}-${PARENT}-01` }, false],
  ['two of them', { traceparent: `${traceparent}, ${traceparent}` }, false],
  ['no traceparent at all', { traceparent: 'x'.repeat(8000) }, false],
];

describe.each(FORMS)('%s', (_what, headers, isOne) => {
  const named = headers['traceparent']?.split('-')[1];

  it('leads at the public edge to a trace that can be found', async () => {
    const { id, links } = await send(edge, headers);
    expect(id).not.toBe(named);
    expect(links.map(({ traceId }) => traceId)).toEqual(isOne ? [named] : []);
  });

  it('leads behind it to a trace that can be found', async () => {
    const { id, links } = await send(behind, headers);
    expect(id === named).toBe(isOne);
    expect(links).toEqual([]);
  });
});
