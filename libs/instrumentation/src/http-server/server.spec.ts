import { METRICS, PlaceOrder, Problem, Unavailable } from '@lab/contracts';
import { until } from '@lab/testing';
import { Body, Controller, Get, Logger, Param, Post } from '@nestjs/common';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type TestApp, testApp } from '../../test/support/app';
import { recordSpans } from '../../test/support/tracing';
import { registry } from '../metrics/registry';
import { Lifecycle } from './lifecycle';
import { ZodPipe } from './zod.pipe';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const ORDER = { customerId: 'c-17', lines: [{ sku: 'LAMP-01', quantity: 2 }] };

const gate = Promise.withResolvers<void>();

@Controller()
class TestController {
  @Get('orders/:id')
  get(@Param('id') id: string) {
    return { id, trace: trace.getActiveSpan()?.spanContext().traceId };
  }

  @Post('orders')
  post(@Body(new ZodPipe(PlaceOrder)) order: PlaceOrder) {
    new Logger('Test').log({ msg: 'placed', sku: order.lines[0]?.sku });
    return { trace: trace.getActiveSpan()?.spanContext().traceId };
  }

  @Get('bug')
  bug() {
    throw new Error('password of the database is 1234');
  }

  @Get('row')
  row() {
    const detail = 'Failing row contains (c-17, …)';
    throw Object.assign(new Error(`null value in column ${'x'.repeat(100_000)}`), { code: '23502', detail });
  }

  @Get('busy')
  busy() {
    const cause = new Error('pool timeout', { cause: new Error('postgres://lab:hunter2@postgres is down') });
    throw new Unavailable('orders.busy', 'too much to do', 7, { cause });
  }

  @Get('slow')
  async slow() {
    await gate.promise;
    return {};
  }
}

const spans = recordSpans();
let test: TestApp;

beforeAll(async () => {
  test = await testApp({ controllers: [TestController] }, { MAX_IN_FLIGHT: '2', BODY_LIMIT_BYTES: '600000' });
});
afterAll(async () => {
  gate.resolve();
  await test.app.close();
  await spans.stop();
});
beforeEach(() => {
  spans.reset();
  test.logs.length = 0;
});

const send = (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: unknown,
  headers: Record<string, string> = {},
) =>
  test.app.inject({
    method,
    url,
    headers: { ...(typeof payload === 'string' && { 'content-type': 'application/json' }), ...headers },
    ...(payload !== undefined && { payload: payload as string | object }),
  });

const serverSpan = () => {
  const [span, ...others] = spans.spans().filter(({ kind }) => kind === SpanKind.SERVER);
  expect(others).toEqual([]);
  if (!span) throw new Error('no server span');
  return span;
};

describe('a request', () => {
  it('is one server span, named by its route, in the trace of its caller', async () => {
    const response = await send('GET', '/orders/17?x=1', undefined, {
      traceparent: `00-${TRACE}-${PARENT}-01`,
      'user-agent': 'jest',
    });
    expect(response.json()).toEqual({ id: '17', trace: TRACE });
    expect(response.headers['x-trace-id']).toBe(TRACE);
    const span = serverSpan();
    expect(span.name).toBe('GET /orders/:id');
    expect(span.parentSpanContext?.spanId).toBe(PARENT);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/orders/:id',
      'url.path': '/orders/17',
      'url.scheme': 'http',
      'server.address': 'localhost',
      'server.port': 80,
      'client.address': '127.0.0.1',
      'user_agent.original': 'jest',
      'http.response.status_code': 200,
    });
    expect(spans.spans()).toHaveLength(1);
  });

  it('stays in its trace after its body was read', async () => {
    const response = await send('POST', '/orders', ORDER, { traceparent: `00-${TRACE}-${PARENT}-01` });
    expect(response.json()).toEqual({ trace: TRACE });
    expect(test.logs.find(({ msg }) => msg === 'placed')).toMatchObject({ trace_id: TRACE, sku: 'LAMP-01' });
  });

  it('leaves one access log line, in its trace', async () => {
    await send('GET', '/orders/17?x=hunter2');
    expect(test.logs).toHaveLength(1);
    expect(JSON.stringify(test.logs)).not.toContain('hunter2');
    expect(test.logs[0]).toMatchObject({ msg: 'request', method: 'GET', route: '/orders/:id', status: 200 });
    expect(test.logs[0]?.['trace_id']).toBe(serverSpan().spanContext().traceId);
    expect(test.logs[0]?.['duration_ms']).toEqual(expect.any(Number));
  });

  it('is counted by route template and status, with its trace as exemplar', async () => {
    await send('GET', '/orders/18');
    const { traceId } = serverSpan().spanContext();
    const metrics = (await send('GET', '/metrics')).body;
    expect(metrics).toMatch(
      new RegExp(`${METRICS.httpServerDuration}_bucket.*route="/orders/:id",status="200".*${traceId}`),
    );
    expect(metrics).not.toContain('/orders/18');
  });

  it('to health or metrics leaves neither span nor log line', async () => {
    expect((await send('GET', '/metrics')).statusCode).toBe(200);
    expect(spans.spans()).toEqual([]);
    expect(test.logs).toEqual([]);
  });
});

describe('an error', () => {
  const problemOf = async (response: Awaited<ReturnType<typeof send>>) => {
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = Problem.parse(response.json());
    expect(problem.status).toBe(response.statusCode);
    expect(problem.traceId).toMatch(/^[\da-f]{32}$/);
    expect(response.headers['x-trace-id']).toBe(problem.traceId);
    return problem;
  };

  it.each([
    ['an unknown route', 'GET', '/nothing', undefined, 404, 'request.route_not_found'],
    ['a method that the route lacks', 'DELETE', '/orders', undefined, 405, 'request.method_not_allowed'],
    ['an address that cannot be decoded', 'GET', '/%zz', undefined, 400, 'request.malformed'],
    ['broken JSON', 'POST', '/orders', '{"a":', 400, 'request.malformed'],
    ['an empty JSON body', 'POST', '/orders', '', 400, 'request.malformed'],
    [
      'a body that is too large',
      'POST',
      '/orders',
      JSON.stringify('x'.repeat(600_000)),
      413,
      'request.too_large',
    ],
    ['a body that breaks the schema', 'POST', '/orders', '{}', 422, 'request.invalid'],
    ['a dependency that is busy', 'GET', '/busy', undefined, 503, 'orders.busy'],
    ['a bug', 'GET', '/bug', undefined, 500, 'internal'],
  ] as const)(
    'from %s is a problem document with its trace id',
    async (_why, method, url, body, status, code) => {
      const problem = await problemOf(await send(method, url, body));
      expect(problem).toMatchObject({ status, code, instance: url });
      expect(serverSpan().status.code).toBe(status >= 500 ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
      expect(test.logs.at(-1)).toMatchObject({ msg: 'request', status, code });
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'refuses %s',
    async (type) => {
      const problem = await problemOf(await send('POST', '/orders', 'a=b', { 'content-type': type }));
      expect(problem.code).toBe('request.unsupported_media_type');
      expect(problem.errors).toEqual([{ field: 'Content-Type', message: 'must be application/json' }]);
    },
  );

  it.each([
    ['broken JSON', '{"a":', 'must be JSON'],
    ['an empty JSON body', '', 'must be JSON'],
    ['a body that is too large', JSON.stringify('x'.repeat(600_000)), 'is too large'],
  ])('blames the body for %s', async (_what, body, message) => {
    const problem = await problemOf(await send('POST', '/orders', body));
    expect(problem.errors).toEqual([{ field: 'body', message }]);
  });

  it.each(['/nothing', '/%zz'])('blames no body for %s', async (url) => {
    expect((await problemOf(await send('GET', url))).errors).toBeUndefined();
  });

  it('names each offending field', async () => {
    const response = await send('POST', '/orders', {
      ...ORDER,
      lines: [{ sku: 'LAMP-01', quantity: 0 }],
      extra: 1,
    });
    expect((await problemOf(response)).errors).toEqual([
      { field: 'lines[0].quantity', message: expect.any(String) },
      { field: 'extra', message: 'is not a known field' },
    ]);
  });

  it('is bounded whatever comes in, and nothing of a body reaches the logs or spans', async () => {
    const keys = Array.from({ length: 32_000 }, (_, n) => [`hunter2-${n}`, 1]);
    const bodies = [
      JSON.stringify(Object.fromEntries(keys)),
      `{"customerId":"hunter2${'x'.repeat(100_000)}"}`,
      `{"${'hunter2'.repeat(30_000)}":1}`,
      'hunter2 is not JSON',
      '{"a":1,"__proto__":{"hunter2":1}}',
      '['.repeat(200_000),
    ];
    for (const body of bodies) {
      const response = await send('POST', '/orders', body);
      expect([400, 422]).toContain((await problemOf(response)).status);
      expect(response.body.length).toBeLessThan(10_000);
    }
    expect(test.logs).toHaveLength(bodies.length);
    const told = JSON.stringify([
      test.logs,
      spans.spans().map(({ attributes, events, status }) => [attributes, events, status]),
    ]);
    expect(told).not.toContain('hunter2');
    expect(told.length).toBeLessThan(10_000);
  });

  it('about a long address is short', async () => {
    const response = await send('GET', `/${'a'.repeat(15_000)}`);
    expect((await problemOf(response)).instance).toHaveLength(1024);
    expect(JSON.stringify(test.logs).length).toBeLessThan(1_000);
  });

  it('that nobody expected is logged without what a driver adds, and bounded', async () => {
    await send('GET', '/row');
    const line = JSON.stringify(test.logs.find(({ level }) => level === 'error'));
    expect(line).toContain('null value in column');
    expect(line).not.toContain('Failing row');
    expect(line.length).toBeLessThan(12_000);
    expect(JSON.stringify(serverSpan().events)).not.toContain('Failing row');
  });

  it('says when to come back', async () => {
    expect((await send('GET', '/busy')).headers['retry-after']).toBe('7');
  });

  it('has its reason and causes in the log and on the span, without credentials, and not in the answer', async () => {
    const { body } = await send('GET', '/busy');
    expect(body).not.toMatch(/pool timeout|too much/);
    const cause = 'pool timeout <- postgres://[redacted]@postgres is down';
    expect(test.logs.at(-1)).toMatchObject({ detail: 'too much to do', cause });
    expect(serverSpan().status.message).toBe(`orders.busy: too much to do <- ${cause}`);
  });

  it('that nobody expected is logged once with its stack, and kept from the client', async () => {
    const response = await send('GET', '/bug');
    expect(response.body).not.toContain('1234');
    const errors = test.logs.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ msg: 'unexpected error', trace_id: response.headers['x-trace-id'] });
    expect(errors[0]?.['err.stack']).toContain('server.spec.ts');
    expect(serverSpan().events.map(({ name }) => name)).toEqual(['exception']);
  });
});

describe('with as many requests in flight as allowed', () => {
  it('refuses the next with 503 and Retry-After, counts it, and still answers probes', async () => {
    // inject() starts when it is awaited
    const slow = [1, 2].map(() => send('GET', '/slow').then((response) => response));
    await until('both are in flight', () => test.app.get(Lifecycle).inFlight === 2);
    const shed = await send('GET', '/orders/1');
    expect(shed.statusCode).toBe(503);
    expect(Problem.parse(shed.json())).toMatchObject({
      code: 'request.overloaded',
      traceId: shed.headers['x-trace-id'],
    });
    expect(shed.headers['retry-after']).toBe('1');
    const metrics = await send('GET', '/metrics');
    expect(metrics.body).toContain(`${METRICS.httpServerShed} 1`);
    expect(metrics.body).toContain(`${METRICS.httpServerInFlight} 2`);
    gate.resolve();
    expect((await Promise.all(slow)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await send('GET', '/orders/1')).statusCode).toBe(200);
    expect(await registry.getSingleMetricAsString(METRICS.httpServerInFlight)).toContain(
      `${METRICS.httpServerInFlight} 0`,
    );
  });
});
