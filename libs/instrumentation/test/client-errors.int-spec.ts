import { connect } from 'node:net';
import { METRICS, PlaceOrder, Problem } from '@lab/contracts';
import { until } from '@lab/testing';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { HealthModule } from '../src/health/health.module';
import { Lifecycle } from '../src/http-server/lifecycle';
import { TakesNoBody } from '../src/http-server/takes-no-body';
import { ZodPipe } from '../src/http-server/zod.pipe';
import { registry } from '../src/metrics/registry';
import { type TestApp, testApp } from './support/app';
import { recordSpans } from './support/tracing';

@Controller('orders')
class TestController {
  @Post()
  place(@Body(new ZodPipe(PlaceOrder)) order: PlaceOrder) {
    return order;
  }

  @Get()
  list() {
    return {};
  }

  @Get(':id')
  get() {
    return {};
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @TakesNoBody()
  cancel() {
    return {};
  }
}

const spans = recordSpans();
let test: TestApp;
let port: number;

beforeAll(async () => {
  const imports = [HealthModule.register({ probes: [] })];
  const env = { REQUEST_TIMEOUT_MS: '1000' };
  test = await testApp({ controllers: [TestController], imports }, env);
  await test.app.listen(0, '127.0.0.1');
  port = Number(new URL(await test.app.getUrl()).port);
});
beforeEach(() => {
  spans.reset();
  test.logs.length = 0;
});
afterAll(async () => {
  await test.app.close();
  await spans.stop();
});

/** What the server answers to these bytes, until it closes the connection. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket
      .on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
      .on('error', reject)
      .on('close', () => resolve(answer));
  });

const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
const headerIn = (answer: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(answer)?.[1];

const counted = async (status: number): Promise<number> => {
  const text = await registry.getSingleMetricAsString(METRICS.httpServerDuration);
  const counts = [...text.matchAll(new RegExp(`_count\\{.*status="${status}"\\} (\\d+)`, 'g'))];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
};

const HEAD = 'Host: x\r\nConnection: close\r\n';
const JSON_BODY = `${HEAD}Content-Type: application/json\r\n`;
const get = (path: string, headers = HEAD): string => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const post = (path: string, headers: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\n${headers}\r\n${body}`;
const chunked = `${JSON_BODY}Transfer-Encoding: chunked\r\n`;
const lasting = (length: string): string => `${JSON_BODY}Content-Length: ${length}\r\n`;
const FILE = '/docs/swagger-ui.css';

type Case = [what: string, bytes: string, status: number, code: string];

const FILES: Case[] = [
  ['a range past the end', get(FILE, `${HEAD}Range: bytes=99999999-\r\n`), 416, 'range_not_satisfiable'],
  ['an If-Match that does not', get(FILE, `${HEAD}If-Match: "x"\r\n`), 412, 'precondition_failed'],
  [
    'a file that was modified',
    get(FILE, `${HEAD}If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n`),
    412,
    'precondition_failed',
  ],
  ['a double slash', get('/docs//swagger-ui.css'), 403, 'forbidden'],
  ['a NUL', get('/docs/%00'), 403, 'forbidden'],
  ['a name that is too long', get(`/docs/${'a'.repeat(5_000)}`), 403, 'forbidden'],
  ['a way out', get('/docs/%2e%2e/%2e%2e/package.json'), 403, 'forbidden'],
  ['a file that is not there', get('/docs/nothing.css'), 404, 'route_not_found'],
  ['another method', `POST ${FILE} HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
];

const ROUTES: Case[] = [
  ['a path that is not there', get('/nothing'), 404, 'route_not_found'],
  ['… with a body that never comes', post('/nothing', lasting('9')), 404, 'route_not_found'],
  ['… with broken JSON', post('/nothing', lasting('1'), '{'), 404, 'route_not_found'],
  ['two slashes', get('//'), 404, 'route_not_found'],
  ['a target that is no path', get('*orders'), 404, 'route_not_found'],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${HEAD}\r\n`, 404, 'route_not_found'],
  ['a method that nobody has', `PROPFIND /orders HTTP/1.1\r\n${HEAD}\r\n`, 404, 'route_not_found'],
  ['DELETE', `DELETE /orders HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
  ['TRACE', `TRACE /orders HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
  ['OPTIONS', `OPTIONS /orders HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
  ['PUT of text', `PUT /orders HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\nx`, 405, 'method_not_allowed'],
  ['DELETE of health', `DELETE /health/live HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
  ['POST of metrics', `POST /metrics HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
  ['bad percent-encoding', get('/orders/%zz'), 400, 'malformed'],
  ['percent-encoding that is no UTF-8', get('/orders/%c0%ae'), 400, 'malformed'],
  ['a long parameter', get(`/orders/${'a'.repeat(500)}`), 414, 'uri_too_long'],
  ['a body that is too large', post('/orders', lasting('999999'), '{'), 413, 'too_large'],
  [
    'chunks that are too large',
    post('/orders', chunked, `50000\r\n${'x'.repeat(0x50000)}\r\n0\r\n\r\n`),
    413,
    'too_large',
  ],
  [
    'a body without a type',
    post('/orders', `${HEAD}Content-Length: 2\r\n`, '{}'),
    415,
    'unsupported_media_type',
  ],
  ['a type that is none', post('/orders', `${HEAD}Content-Type: ;\r\n`), 415, 'unsupported_media_type'],
  [
    'text where no body belongs',
    post('/orders/1/cancel', `${HEAD}Content-Type: text/plain\r\nContent-Length: 2\r\n`, '{}'),
    415,
    'unsupported_media_type',
  ],
  ['a body that never comes', post('/orders', lasting('20'), '{'), 408, 'timeout'],
  ['a chunk that never comes', post('/orders', chunked, '1\r\n{\r\n'), 408, 'timeout'],
];

const PARSER: Case[] = [
  ['no Host', get('/orders', 'Connection: close\r\n'), 400, 'malformed'],
  ['no Host for health', get('/health/live', 'Connection: close\r\n'), 400, 'malformed'],
  ['two Hosts', get('/orders', `${HEAD}Host: y\r\n`), 400, 'malformed'],
  ['a bad Host', get('/orders', 'Host: a b/c\r\nConnection: close\r\n'), 400, 'malformed'],
  [
    'an unmet expectation',
    post('/orders', `${lasting('2')}Expect: tea\r\n`, '{}'),
    417,
    'expectation_failed',
  ],
  ['CONNECT', `CONNECT x:80 HTTP/1.1\r\n${HEAD}\r\n`, 405, 'method_not_allowed'],
  ['no HTTP', 'hello\r\n\r\n', 400, 'malformed'],
  ['a method in small letters', `get /orders HTTP/1.1\r\n${HEAD}\r\n`, 400, 'malformed'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed'],
  ['raw bytes in the path', get('/orders/\xff\xfe'), 400, 'malformed'],
  ['a header with a space in its name', get('/orders', `${HEAD}Bad Name: x\r\n`), 400, 'malformed'],
  ['bare line feeds', 'GET /orders HTTP/1.1\nHost: x\n\n', 400, 'malformed'],
  ['long headers', get('/orders', `${HEAD}A: ${'a'.repeat(20_000)}\r\n`), 431, 'headers_too_large'],
  ['a long path', get(`/${'a'.repeat(20_000)}`), 431, 'headers_too_large'],
  ['a bad chunk', post('/orders', chunked, 'zz\r\n{}\r\n0\r\n\r\n'), 400, 'malformed'],
  ['a bad second chunk', post('/orders', chunked, '1\r\n{\r\nzz\r\n'), 400, 'malformed'],
  ['a length and chunks', post('/orders', `${chunked}Content-Length: 3\r\n`, '0\r\n\r\n'), 400, 'malformed'],
  ['two lengths', post('/orders', `${lasting('2')}Content-Length: 3\r\n`, '{}'), 400, 'malformed'],
  ['a negative length', post('/orders', lasting('-1')), 400, 'malformed'],
];

describe.each([
  ['static files', FILES],
  ['routes', ROUTES],
  ["Node's parser", PARSER],
])('a client error that meets %s', (_who, cases) => {
  it.each(cases)('%s', async (_what, bytes, status, code) => {
    const before = await counted(status);
    const answer = await raw(bytes);
    const body = answer.slice(answer.lastIndexOf('\r\n\r\n'));
    const traceId = headerIn(answer, 'x-trace-id');
    expect(statusesIn(answer)).toEqual([status]);
    expect(headerIn(answer, 'content-type')).toBe('application/problem+json; charset=utf-8');
    expect(Problem.parse(JSON.parse(body))).toMatchObject({ status, code: `request.${code}`, traceId });
    if (status === 405) expect(headerIn(answer, 'allow')).toBeDefined();
    await until('the request has ended', () => test.logs.length > 0);
    expect(test.logs).toEqual([
      expect.objectContaining({ msg: 'request', status, code: `request.${code}`, trace_id: traceId }),
    ]);
    expect(spans.spans().map((span) => span.spanContext().traceId)).toEqual([traceId]);
    expect(await counted(status)).toBe(before + 1);
  });
});

describe('what looks odd and is right', () => {
  const cancel = (headers: string, body?: string): string =>
    post('/orders/1/cancel', `${HEAD}${headers}`, body);

  it.each([
    ['HTTP/1.0 without Host', 'GET /orders HTTP/1.0\r\n\r\n'],
    ['a whole URL', get('http://x/orders')],
    ['a Host without a name', get('/orders', 'Host:\r\nConnection: close\r\n')],
    ['HEAD', `HEAD /orders HTTP/1.1\r\n${HEAD}\r\n`],
    ['an upgrade that is not offered', get('/orders', `${HEAD}Upgrade: websocket\r\n`)],
    ['no body', cancel('')],
    ['an empty body of text', cancel('Content-Type: text/plain\r\nContent-Length: 0\r\n')],
    ['an empty body of JSON', cancel('Content-Type: application/json\r\n')],
    ['an empty body of no type at all', cancel('Content-Type: ;\r\nContent-Length: 0\r\n')],
    ['no chunks of text', cancel('Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    [
      'no chunks of JSON',
      cancel('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
  ])('%s is answered 200', async (_what, bytes) => {
    expect(statusesIn(await raw(bytes))).toEqual([200]);
  });

  it('a good request before a bad one on the same connection gets its answer', async () => {
    const answer = await raw(`GET /orders HTTP/1.1\r\nHost: x\r\n\r\ngarbage\r\n\r\n`);
    expect(statusesIn(answer)).toEqual([200, 400]);
    await until('both requests have ended', () => test.logs.length >= 2);
    expect(test.logs.map(({ status }) => status)).toEqual([200, 400]);
  });

  // its end of the connection is all that the server sees: it may still be reading
  it('a client that ends in the middle of its body is a 400, not a bug', async () => {
    const socket = connect(port, '127.0.0.1', () => socket.write(post('/orders', lasting('20'), '{')));
    await until('its head has arrived', () => test.app.get(Lifecycle).inFlight === 1);
    socket.destroy();
    await until('the request has ended', () => test.logs.length > 0);
    expect(test.logs).toEqual([expect.objectContaining({ msg: 'request', status: 400 })]);
  });
});
