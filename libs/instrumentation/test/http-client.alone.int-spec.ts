import type { ServerResponse } from 'node:http';
import { DEADLINE_HEADER, METRICS, Unavailable } from '@lab/contracts';
import { until } from '@lab/testing';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { RemoteProblem } from '../src/http-client/remote-problem';
import { registry } from '../src/metrics/registry';
import { tracer } from '../src/tracing/tracer';
import { FarSide, get, hang, hangUp, json, ok, problem } from './support/far-side';
import { recordSpans } from './support/tracing';

const spans = recordSpans();
const far = new FarSide();

beforeEach(() => spans.reset());
afterAll(() => spans.stop());

describe('an answer', () => {
  it('announces no content type where there is no body', async () => {
    await far.client().request(get({ method: 'POST' }));
    expect(far.seen[0]?.headers['content-type']).toBeUndefined();
  });

  it('is parsed by its schema', async () => {
    const things = far.client();
    expect(await things.request(get({ query: { a: 'ö&', b: undefined } }))).toMatchObject({
      status: 200,
      body: { id: '1' },
    });
    await things.request(get({ method: 'POST', body: { x: 1 }, headers: { 'idempotency-key': 'k' } }));
    expect(far.seen.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/things/1?a=%C3%B6%26'],
      ['POST', '/things/1'],
    ]);
    expect(far.seen[1]?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'k',
    });
  });

  it('comes over connections that are used again', async () => {
    const things = far.client();
    for (let call = 0; call < 20; call += 1) await things.request(get({}));
    // two, not one: the pool may open another while the first is still handing over its answer
    expect(new Set(far.seen.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
  });

  it.each([
    [422, 'invalid'],
    [400, 'invalid'],
    [404, 'not_found'],
    [409, 'conflict'],
  ])('%i with a problem document is passed on as %s', async (status, kind) => {
    far.reply = problem(status, 'things.reason');
    const failure = await far
      .client()
      .request(get())
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RemoteProblem);
    expect(failure).toMatchObject({
      kind,
      code: 'things.reason',
      message: 'why',
      errors: [{ field: 'a', message: 'b' }],
    });
    expect(far.seen).toHaveLength(1);
  });

  it.each([
    ['an error without a problem document', json(404, {})],
    ['a body that breaks the schema', json(200, { id: 1 })],
    ['a body that is no JSON', (_request, response) => response.end('<html>')],
    ['an internal error', problem(500, 'internal')],
  ])('that is %s means that the far side cannot be used', async (_what, bad) => {
    far.reply = bad;
    await expect(far.client().request(get())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'things.bad_answer',
    });
    expect(far.seen).toHaveLength(1);
  });
});

describe('a call that fails', () => {
  it('is repeated when idempotent, until it succeeds', async () => {
    far.answerInTurn(hangUp, json(503, {}), ok);
    expect((await far.client().request(get())).body).toEqual({ id: '1' });
    expect(far.seen).toHaveLength(3);
  });

  it('is not repeated when it is not', async () => {
    far.reply = hangUp;
    await expect(far.client().request(get({ idempotent: false }))).rejects.toMatchObject({
      code: 'things.unreachable',
    });
    expect(far.seen).toHaveLength(1);
  });

  it('is repeated no more often than allowed', async () => {
    far.reply = problem(503, 'things.busy');
    await expect(far.client().request(get())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'things.busy',
    });
    expect(far.seen).toHaveLength(3);
  });

  it('waits as long as the far side asks, or gives up at once where that is too long', async () => {
    far.answerInTurn(problem(503, 'things.busy', { 'retry-after': '1' }), ok);
    const start = performance.now();
    await far.client().request(get());
    expect(performance.now() - start).toBeGreaterThan(990);
    far.answerInTurn(problem(503, 'things.busy', { 'retry-after': '9' }), ok);
    await expect(far.client().request(get())).rejects.toMatchObject({
      code: 'things.busy',
      retryAfterSeconds: 9,
    });
    expect(far.seen).toHaveLength(3);
  });

  it('holds no slot while it pauses', async () => {
    const things = far.client({ maxConcurrent: 1, maxQueue: 0 });
    far.answerInTurn(problem(503, 'things.busy', { 'retry-after': '1' }), ok);
    const pauses = things.request(get());
    await until('it was refused', () => far.seen.length === 1);
    await until('another call passes', () =>
      things.request(get()).then(
        () => true,
        () => false, // the refused one is just giving back its slot
      ),
    );
    expect(far.seen).toHaveLength(2);
    expect((await pauses).status).toBe(200);
  });

  it('tells the far side with each attempt how long it will wait', async () => {
    far.answerInTurn(json(503, {}), ok);
    await far.client({ timeoutMs: 1000, deadlineMs: 1030 }).request(get());
    const [first, second] = far.seen.map(({ headers }) => Number(headers[DEADLINE_HEADER]));
    expect(first).toBe(1000);
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThanOrEqual(1000);
    await expect(
      far.client({ timeoutMs: 1000, deadlineMs: 1000 }).request(get({ timeoutMs: 2000 })),
    ).resolves.toMatchObject({ status: 200 });
    expect(Number(far.seen[2]?.headers[DEADLINE_HEADER])).toBeGreaterThan(1900);
  });

  it('ends each attempt in time', async () => {
    far.answerInTurn(hang, ok);
    expect((await far.client({ timeoutMs: 300 }).request(get())).status).toBe(200);
    far.reply = hang;
    await expect(far.client({ timeoutMs: 200, retries: 0 }).request(get())).rejects.toMatchObject({
      code: 'things.timeout',
    });
  });

  it('ends in time as a whole, and also while its body trickles in', async () => {
    far.reply = (_request, response) => {
      const trickle = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(trickle));
    };
    const start = performance.now();
    await expect(
      far.client({ timeoutMs: 200, retries: 50, deadlineMs: 500 }).request(get()),
    ).rejects.toMatchObject({
      code: 'things.timeout',
    });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('ends when its caller gives up, which does not count against the far side', async () => {
    far.reply = hang;
    const things = far.client();
    for (let n = 0; n < 20; n += 1) {
      const failure = things.request(get({ signal: AbortSignal.timeout(5) }));
      await expect(failure).rejects.toMatchObject({ code: 'things.aborted' });
    }
    far.reply = ok;
    expect((await things.request(get())).status).toBe(200);
  });
});

describe('the bulkhead', () => {
  it('lets so many through, so many wait, and refuses the rest at once', async () => {
    const held: ServerResponse[] = [];
    far.reply = (_request, response) => held.push(response);
    const things = far.client({ maxConcurrent: 2, maxQueue: 3, timeoutMs: 4000, deadlineMs: 4000 });
    const calls = Array.from({ length: 6 }, () => things.request(get()).catch((error: unknown) => error));
    const refused = await calls[5];
    expect(refused).toBeInstanceOf(Unavailable);
    expect(refused).toMatchObject({ code: 'things.busy', retryAfterSeconds: 1 });
    await until('two arrived', () => far.seen.length === 2);
    far.reply = ok;
    for (const response of held) ok(response.req, response);
    expect(await Promise.all(calls.slice(0, 5))).toEqual(
      Array.from({ length: 5 }, () => expect.objectContaining({ status: 200 })),
    );
  });
});

describe('a trace', () => {
  it('has a span per attempt, and the far side continues each', async () => {
    far.answerInTurn(json(503, {}), ok);
    const parent = await tracer.startActiveSpan('caller', async (span) => {
      await far.client().request(get({ route: '/things/:id' }));
      span.end();
      return span.spanContext();
    });
    const attempts = spans.spans().filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(
      attempts.map(({ name, attributes }) => [
        name,
        attributes['http.response.status_code'],
        attributes['http.request.resend_count'],
      ]),
    ).toEqual([
      ['GET /things/:id', 503, undefined],
      ['GET /things/:id', 200, 1],
    ]);
    expect(attempts.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
    expect(attempts.map((span) => span.parentSpanContext?.spanId)).toEqual([parent.spanId, parent.spanId]);
    expect(far.seen.map(({ headers }) => headers['traceparent'])).toEqual(
      attempts.map((span) => `00-${parent.traceId}-${span.spanContext().spanId}-01`),
    );
  });

  it('says what went wrong on the wire, and metrics count it', async () => {
    far.reply = hangUp;
    await expect(far.client({ retries: 0 }).request(get())).rejects.toBeInstanceOf(Unavailable);
    expect(spans.spans()[0]?.attributes['error.type']).toBe('connection');
    expect(await registry.getSingleMetricAsString(METRICS.httpClientDuration)).toContain(
      'client="things",method="GET",status="connection"',
    );
  });
});
