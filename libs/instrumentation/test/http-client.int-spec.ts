import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS, Unavailable } from '@lab/contracts';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { z } from 'zod';
import { HttpClient } from '../src/http-client/http-client';
import type { HttpClientOptions, HttpRequest } from '../src/http-client/http-client.options';
import { RemoteProblem } from '../src/http-client/remote-problem';
import { registry } from '../src/metrics/registry';
import { tracer } from '../src/tracing/tracer';
import { recordSpans } from './support/tracing';
import { until } from './support/until';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const Thing = z.object({ id: z.string() });
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const problem = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  json(
    status,
    {
      type: `about:blank#${code}`,
      title: 'x',
      status,
      code,
      detail: 'why',
      errors: [{ field: 'a', message: 'b' }],
    },
    { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  );
const ok = json(200, { id: '1' });
const hang: Reply = () => undefined;
const hangUp: Reply = (request) => request.socket.destroy();

const spans = recordSpans();
const seen: IncomingMessage[] = [];
let reply: Reply = ok;
const server = createServer((request, response) => {
  seen.push(request);
  request.resume().on('end', () => reply(request, response));
});
const clients: HttpClient[] = [];

const client = (options: Partial<HttpClientOptions> = {}): HttpClient => {
  const { port } = server.address() as AddressInfo;
  const made = new HttpClient({
    name: 'things',
    baseUrl: `http://127.0.0.1:${port}`,
    timeoutMs: 1000,
    deadlineMs: 5000,
    retries: 2,
    maxConcurrent: 4,
    maxQueue: 4,
    ...options,
  });
  clients.push(made);
  return made;
};
const get = (more: Partial<HttpRequest<{ id: string }>> = {}): HttpRequest<{ id: string }> => ({
  method: 'GET',
  path: '/things/1',
  schema: Thing,
  idempotent: true,
  ...more,
});
/** Answers with each reply in turn, the last one for ever. */
const inTurn = (...replies: Reply[]): void => {
  reply = (request, response) => (replies.length > 1 ? replies.shift() : replies[0])?.(request, response);
};

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
beforeEach(() => {
  seen.length = 0;
  reply = ok;
  spans.reset();
  registry.resetMetrics();
});
afterEach(() => Promise.all(clients.splice(0).map((made) => made.onApplicationShutdown())));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await spans.stop();
});

describe('an answer', () => {
  it('announces no content type where there is no body', async () => {
    await client().request(get({ method: 'POST' }));
    expect(seen[0]?.headers['content-type']).toBeUndefined();
  });

  it('is parsed by its schema', async () => {
    const things = client();
    expect(await things.request(get({ query: { a: 'ö&', b: undefined } }))).toMatchObject({
      status: 200,
      body: { id: '1' },
    });
    await things.request(get({ method: 'POST', body: { x: 1 }, headers: { 'idempotency-key': 'k' } }));
    expect(seen.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/things/1?a=%C3%B6%26'],
      ['POST', '/things/1'],
    ]);
    expect(seen[1]?.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'k' });
  });

  it('comes over connections that are used again', async () => {
    const things = client();
    for (let call = 0; call < 20; call += 1) await things.request(get({}));
    // two, not one: the pool may open another while the first is still handing over its answer
    expect(new Set(seen.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
  });

  it.each([
    [422, 'invalid'],
    [400, 'invalid'],
    [404, 'not_found'],
    [409, 'conflict'],
  ])('%i with a problem document is passed on as %s', async (status, kind) => {
    reply = problem(status, 'things.reason');
    const failure = await client()
      .request(get())
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RemoteProblem);
    expect(failure).toMatchObject({
      kind,
      code: 'things.reason',
      message: 'why',
      errors: [{ field: 'a', message: 'b' }],
    });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['an error without a problem document', json(404, {})],
    ['a body that breaks the schema', json(200, { id: 1 })],
    ['a body that is no JSON', (_request, response) => response.end('<html>')],
    ['an internal error', problem(500, 'internal')],
  ])('that is %s means that the far side cannot be used', async (_what, bad) => {
    reply = bad;
    await expect(client().request(get())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'things.bad_answer',
    });
    expect(seen).toHaveLength(1);
  });
});

describe('a call that fails', () => {
  it('is repeated when idempotent, until it succeeds', async () => {
    inTurn(hangUp, json(503, {}), ok);
    expect((await client().request(get())).body).toEqual({ id: '1' });
    expect(seen).toHaveLength(3);
  });

  it('is not repeated when it is not', async () => {
    reply = hangUp;
    await expect(client().request(get({ idempotent: false }))).rejects.toMatchObject({
      code: 'things.unreachable',
    });
    expect(seen).toHaveLength(1);
  });

  it('is repeated no more often than allowed', async () => {
    reply = problem(503, 'things.busy');
    await expect(client().request(get())).rejects.toMatchObject({ kind: 'unavailable', code: 'things.busy' });
    expect(seen).toHaveLength(3);
  });

  it('waits as long as the far side asks, or gives up at once where that is too long', async () => {
    inTurn(problem(503, 'things.busy', { 'retry-after': '1' }), ok);
    const start = performance.now();
    await client().request(get());
    expect(performance.now() - start).toBeGreaterThan(990);
    inTurn(problem(503, 'things.busy', { 'retry-after': '9' }), ok);
    await expect(client().request(get())).rejects.toMatchObject({
      code: 'things.busy',
      retryAfterSeconds: 9,
    });
    expect(seen).toHaveLength(3);
  });

  it('ends each attempt in time', async () => {
    inTurn(hang, ok);
    expect((await client({ timeoutMs: 300 }).request(get())).status).toBe(200);
    reply = hang;
    await expect(client({ timeoutMs: 200, retries: 0 }).request(get())).rejects.toMatchObject({
      code: 'things.timeout',
    });
  });

  it('ends in time as a whole, and also while its body trickles in', async () => {
    reply = (_request, response) => {
      const trickle = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(trickle));
    };
    const start = performance.now();
    await expect(
      client({ timeoutMs: 200, retries: 50, deadlineMs: 500 }).request(get()),
    ).rejects.toMatchObject({
      code: 'things.timeout',
    });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('ends when its caller gives up, which does not count against the far side', async () => {
    reply = hang;
    const things = client();
    for (let n = 0; n < 20; n += 1) {
      const failure = things.request(get({ signal: AbortSignal.timeout(5) }));
      await expect(failure).rejects.toMatchObject({ code: 'things.aborted' });
    }
    reply = ok;
    expect((await things.request(get())).status).toBe(200);
  });
});

describe('the circuit', () => {
  const breaker = async () =>
    /breaker_state\{client="things"\} (\d)/.exec(
      await registry.getSingleMetricAsString(METRICS.httpClientBreaker),
    )?.[1];

  it('opens after many failures, spares the far side, and closes when it answers again', async () => {
    const things = client({ retries: 0 });
    reply = json(500, {});
    for (let n = 0; n < 10; n += 1)
      await expect(things.request(get())).rejects.toMatchObject({ code: 'things.bad_answer' });
    expect(await breaker()).toBe('2');
    await expect(things.request(get())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'things.circuit_open',
      retryAfterSeconds: 1,
    });
    expect(seen).toHaveLength(10);
    reply = ok;
    await until('the circuit is closed', () =>
      things.request(get()).then(
        () => true,
        () => false,
      ),
    );
    expect(await breaker()).toBe('0');
  });

  it('stays closed whatever the input is blamed for', async () => {
    const things = client();
    reply = problem(422, 'things.invalid');
    for (let n = 0; n < 30; n += 1) await expect(things.request(get())).rejects.toBeInstanceOf(RemoteProblem);
    expect(seen).toHaveLength(30);
  });
});

describe('the bulkhead', () => {
  it('lets so many through, so many wait, and refuses the rest at once', async () => {
    const held: ServerResponse[] = [];
    reply = (_request, response) => held.push(response);
    const things = client({ maxConcurrent: 2, maxQueue: 3, timeoutMs: 4000, deadlineMs: 4000 });
    const calls = Array.from({ length: 6 }, () => things.request(get()).catch((error: unknown) => error));
    const refused = await calls[5];
    expect(refused).toBeInstanceOf(Unavailable);
    expect(refused).toMatchObject({ code: 'things.busy', retryAfterSeconds: 1 });
    await until('two arrived', () => seen.length === 2);
    reply = ok;
    for (const response of held) ok(response.req, response);
    expect(await Promise.all(calls.slice(0, 5))).toEqual(
      Array.from({ length: 5 }, () => expect.objectContaining({ status: 200 })),
    );
  });
});

describe('a trace', () => {
  it('has a span per attempt, and the far side continues each', async () => {
    inTurn(json(503, {}), ok);
    const parent = await tracer.startActiveSpan('caller', async (span) => {
      await client().request(get({ route: '/things/:id' }));
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
    expect(seen.map(({ headers }) => headers['traceparent'])).toEqual(
      attempts.map((span) => `00-${parent.traceId}-${span.spanContext().spanId}-01`),
    );
  });

  it('says what went wrong on the wire, and metrics count it', async () => {
    reply = hangUp;
    await expect(client({ retries: 0 }).request(get())).rejects.toBeInstanceOf(Unavailable);
    expect(spans.spans()[0]?.attributes['error.type']).toBe('connection');
    expect(await registry.getSingleMetricAsString(METRICS.httpClientDuration)).toContain(
      'client="things",method="GET",status="connection"',
    );
  });
});
