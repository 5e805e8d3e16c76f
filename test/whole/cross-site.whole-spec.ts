import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { readModel } from '../../tools/lab/src/model/read-model.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';

const LIMIT_MS = 10_000;
const EVIL = 'https://evil.example';
/** What a browser adds to a request of a page on another site. */
const FOREIGN = { origin: EVIL, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };

let lab: Lab;
let shop: Shop;
/** Every port of every service on this machine, by what the Compose files name it. */
let ports: ReadonlyMap<string, number>;

const LOKI_GRPC = 13_100; // published by no container: natively Loki listens on it

beforeAll(async () => {
  lab = await wholeLab();
  shop = new Shop(lab);
  const env = Object.fromEntries(
    Object.entries(lab.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
  );
  const { services } = readModel({ root: lab.root, env });
  ports = new Map(
    services.flatMap(({ name, ports: published, native }) => [
      ...published.map(({ target, published: port }) => [`${name}:${target}`, port] as const),
      ...(native?.ports ?? []).map((port) => [`${name}:${LOKI_GRPC}`, Number(port)] as const),
    ]),
  );
}, UP_TIMEOUT_MS);

const portOf = (name: string): number => {
  const port = ports.get(name);
  if (port === undefined) throw new Error(`the lab has no ${name}`);
  return port;
};

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
interface Answer {
  readonly status: number;
  readonly allows: string | undefined;
  readonly body: string;
}

/** By hand: fetch sets some of these headers itself. Undefined where what listens speaks no HTTP, or nothing listens. */
const ask = (
  name: string,
  { method = 'GET', path = '/', headers = {}, body }: Asked,
): Promise<Answer | undefined> =>
  new Promise((resolve) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: portOf(name),
        method,
        path,
        headers: { ...FOREIGN, ...headers },
        timeout: LIMIT_MS,
      },
      (response) => {
        const allows = response.headers['access-control-allow-origin'];
        text(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, allows, body: answer }),
          () => resolve(undefined),
        );
      },
    );
    asked.on('upgrade', ({ statusCode = 0 }, socket) => {
      socket.destroy();
      resolve({ status: statusCode, allows: undefined, body: '' });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end(body);
  });

const READS: Readonly<Record<string, readonly string[]>> = {
  'prometheus:9090': ['/api/v1/query?query=up', '/api/v1/labels', '/metrics', '/federate?match[]=up'],
  'alertmanager:9093': ['/api/v2/alerts', '/api/v2/silences', '/api/v2/status', '/metrics'],
  'loki:3100': ['/loki/api/v1/labels', '/metrics', '/config'],
  'jaeger:16686': ['/api/services', '/api/v3/services'],
  'otel-collector:4318': ['/v1/traces'],
  'rabbitmq:15672': ['/api/overview'],
  'gateway:8080': ['/orders', '/catalog', '/openapi.json', '/docs', '/health/ready', '/metrics'],
  'orders:8081': ['/orders', '/metrics'],
  'inventory:8082': ['/stock', '/metrics'],
  'oncall:8083': ['/incidents', '/openapi.json', '/docs', '/metrics'],
  'prober:8086': ['/metrics', '/health/ready'],
};

describe('a page of another site', () => {
  it(
    'may read what no port of the lab answers',
    async () => {
      const allowed: string[] = [];
      let answered = 0;
      for (const name of ports.keys())
        for (const path of ['/', ...(READS[name] ?? [])])
          for (const method of ['GET', 'OPTIONS']) {
            const answer = await ask(name, {
              method,
              path,
              headers: { 'access-control-request-method': 'POST' },
            });
            if (answer) answered += 1;
            if (answer?.allows !== undefined) allowed.push(`${method} ${name}${path}: ${answer.allows}`);
          }
      expect(allowed).toEqual([]);
      expect(answered).toBeGreaterThan(40); // or it was asked in vain
    },
    LIMIT_MS * 20,
  );

  it('cannot place or cancel an order, neither at the gateway nor at orders', async () => {
    const { body: order } = await shop.place({ customerId: 'c-cross-site', lines: TWO_LAMPS });
    const cancel = { method: 'POST', path: `/orders/${order.id}/cancel` };
    for (const name of ['gateway:8080', 'orders:8081']) {
      expect((await ask(name, cancel))?.status).toBe(403);
      // A name of its own that leads here: to the browser no other site at all.
      const rebound = { host: `evil.example:${portOf(name)}`, origin: `http://evil.example:${portOf(name)}` };
      const headers = { ...rebound, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
      expect((await ask(name, { ...cancel, headers }))?.status).toBe(403);
      const body = JSON.stringify({ customerId: 'c-evil', lines: TWO_LAMPS });
      const placing = { method: 'POST', path: '/orders', body };
      const key = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      expect((await ask(name, { ...placing, headers: key }))?.status).toBe(403);
    }
    const settled = await fetch(`${lab.url('gateway')}/orders/${order.id}?wait=10s`);
    expect(await settled.json()).toMatchObject({ status: 'confirmed' });
  });

  it.each([
    ['prometheus:9090', '/-/quit', [403, 404, 405]],
    ['prometheus:9090', '/-/reload', [403, 404, 405]],
    ['prometheus:9090', '/api/v1/admin/tsdb/delete_series?match[]=up', [403, 404, 405, 500, 503]],
    ['prometheus:9090', '/api/v1/write', [404]],
    ['prometheus:9090', '/api/v1/otlp/v1/metrics', [404]],
    ['alertmanager:9093', '/api/v2/alerts', [401]],
    ['alertmanager:9093', '/api/v2/silences', [401]],
    ['alertmanager:9093', '/-/reload', [401]],
    ['rabbitmq:15672', '/api/queues/%2F/inventory.orders', [401, 405]],
    ['otel-collector:4318', '/v1/traces', [415]],
    ['otel-collector:4318', '/v1/logs', [415]],
    ['loki:3100', '/loki/api/v1/push', [511]],
    ['loki:3100', '/otlp/v1/logs', [511]],
    ['loki:3100', '/loki/api/v1/delete?query={service_name="orders"}', [511]],
    ['loki:3100', '/flush', [511]],
    ['loki:3100', '/ingester/prepare_shutdown', [511]],
    ['loki:3100', '/ingester/shutdown?terminate=false', [511]],
    ['loki:3100', '/log_level?log_level=debug', [511]],
    ['otel-collector:4318', '/v1/metrics', [415]],
  ])('cannot administer or feed %s at %s', async (name, path, refusals) => {
    // A page sends both of these without a preflight.
    for (const headers of [{}, { 'content-type': 'text/plain' }]) {
      const answer = await ask(name, { method: 'POST', path, headers, body: '{}' });
      expect(refusals).toContain(answer?.status);
    }
  });

  it.each([
    ['by a link or an image', '/ingester/shutdown?terminate=false'],
    ['by a way round the path', '/loki/api/v1/query/..%2f..%2f..%2f..%2fingester%2fshutdown'],
    ['by a path that ends like an open one', '/ingester/shutdown/loki/api/v1/query'],
  ])('cannot stop Loki %s', async (_how, path) => {
    // Elsewhere, or nowhere: a way round is redirected to where it leads, and refused there.
    expect([301, 404, 511]).toContain((await ask('loki:3100', { path }))?.status);
    expect((await ask('loki:3100', { path: '/ready' }))?.status).toBe(200);
  });

  it.each(['lab:lab', 'viewer:viewer'])(
    'cannot log in to RabbitMQ as %s where .env sets a password',
    async (user) => {
      // A form on a page can carry user and password in its address.
      const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
      const answer = await ask('rabbitmq:15672', { path: '/api/overview', headers: { authorization } });
      expect(answer?.status).toBe(401);
    },
  );

  it('cannot use Alertmanager even with its password: a browser asks first whether it may send one', async () => {
    for (const path of ['/api/v2/alerts', '/api/v2/silences']) {
      const asks = {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      };
      const preflight = await ask('alertmanager:9093', { method: 'OPTIONS', path, headers: asks });
      expect(preflight).toMatchObject({ status: 401, allows: undefined });
      // A form can carry user and password in its address, but no JSON.
      const authorization = `Basic ${Buffer.from('lab:lab').toString('base64')}`;
      const headers = { authorization, 'content-type': 'text/plain' };
      const answer = await ask('alertmanager:9093', { method: 'POST', path, headers, body: '[]' });
      expect(answer?.status).toBe(415);
    }
  });

  it('cannot tail Loki by WebSocket, to which CORS does not apply', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from(randomUUID().slice(0, 16)).toString('base64'),
    };
    for (const api of ['/loki/api/v1/tail', '/api/prom/tail']) {
      const path = `${api}?query=${encodeURIComponent('{service_name="orders"}')}`;
      expect((await ask('loki:3100', { path, headers: upgrade }))?.status).toBe(511);
    }
  });

  it.each(['loki:13100', 'jaeger:14317', 'jaeger:16685', 'otel-collector:4317'])(
    'is not understood at %s, which speaks gRPC',
    async (name) => {
      expect(await ask(name, { method: 'POST', path: '/', body: '{}' })).toBeUndefined();
    },
  );
});

it('the page of the API still works: its own requests are no other site’s', async () => {
  const host = `127.0.0.1:${portOf('gateway:8080')}`;
  const own = { origin: `http://${host}`, host, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
  expect((await ask('gateway:8080', { path: '/openapi.json', headers: own }))?.status).toBe(200);
  const body = JSON.stringify({ customerId: 'c-swagger', lines: TWO_LAMPS });
  const headers = { ...own, 'content-type': 'application/json' };
  expect((await ask('gateway:8080', { method: 'POST', path: '/orders', headers, body }))?.status).toBe(202);
});
