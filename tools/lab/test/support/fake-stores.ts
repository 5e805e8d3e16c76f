import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoreUrls } from '@lab/dash';
import { ORDER } from '@lab/analysis/testing';
import { HOSTILE, TRACE_ID } from './fake-facts.ts';
import { fakeLogs } from './fake-logs.ts';

type Params = URLSearchParams;
type Reply = { status?: number; body: unknown } | 'never';

/** Three stores that answer the boards beside this file, and remember what they were asked. */
export class FakeStores {
  readonly asked: string[] = [];
  readonly urls: StoreUrls;
  readonly #servers: Server[];

  private constructor(servers: Server[], urls: StoreUrls, asked: string[]) {
    this.#servers = servers;
    this.urls = urls;
    this.asked = asked;
  }

  static async start(): Promise<FakeStores> {
    const asked: string[] = [];
    const listen = async (reply: (path: string, params: Params) => Reply): Promise<[Server, string]> => {
      const server = createServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://store');
        asked.push([pathname, ...[...searchParams].map((param) => param.join('='))].join(' '));
        send(response, reply(pathname, searchParams));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
    };
    const [[a, prometheus], [b, loki], [c, jaeger]] = await Promise.all([
      listen(fromPrometheus),
      listen((_, params) => ({ body: fakeLogs(params) })),
      listen(fromJaeger),
    ]);
    return new FakeStores([a, b, c], { prometheus, loki, jaeger }, asked);
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'never') return;
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(reply.body));
}

const SERVICES = ['gateway', 'orders', HOSTILE];
const LIMITS = ['0.01', '0.1', '1', '+Inf'];

function fromPrometheus(path: string, params: Params): Reply {
  const query = params.get('query') ?? '';
  if (query === 'never') return 'never';
  if (query.startsWith('broken'))
    return { status: 400, body: { status: 'error', error: 'parse error: unclosed left parenthesis' } };
  if (path.endsWith('/label/service/values')) return { body: { data: SERVICES } };
  if (path.endsWith('/label/route/values')) return { body: { data: ['/orders', '/orders/{id}'] } };
  if (path.endsWith('/query_exemplars')) return { body: { data: exemplars(params) } };
  const times = path.endsWith('/query') ? [Number(params.get('time'))] : timesIn(params);
  const result = seriesOf(query).map(({ metric, valueAt }) => {
    const values = times.flatMap((at, index) => {
      const value = valueAt(index);
      return value === undefined ? [] : [[at, String(value)]];
    });
    return path.endsWith('/query') ? { metric, value: values[0] } : { metric, values };
  });
  return { body: { status: 'success', data: { result } } };
}

function timesIn(params: Params): number[] {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Number(params.get(name)));
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
}

interface FakeSeries {
  readonly metric: Record<string, string>;
  valueAt(index: number): number | undefined;
}

const each = (valueAt: (service: number, index: number) => number | undefined): FakeSeries[] =>
  SERVICES.map((service, number) => ({ metric: { service }, valueAt: (index) => valueAt(number, index) }));

function seriesOf(query: string): FakeSeries[] {
  if (query === 'requests_total') return [{ metric: {}, valueAt: () => 15 }];
  if (query === 'requests') return each((service, index) => 5 + service * 4 + Math.sin(index / 9));
  // Each has its points at other times: what is stacked has to cope.
  if (query === 'sparse')
    return each((service, index) => (index % 3 === service ? 4096 * (service + 1) : undefined));
  if (query === 'duration') return [{ metric: {}, valueAt: (index) => 0.05 + 0.03 * Math.sin(index / 7) }];
  if (query === 'errors') return [{ metric: { service: 'orders' }, valueAt: () => 2 }];
  if (query === 'up') return each((service, index) => Number(service !== 1 || index < 90 || index > 120));
  if (query === 'duration_bucket')
    return LIMITS.map((le, number) => ({
      metric: { le },
      valueAt: (index) => (number + 1) * (2 + (index % 5)),
    }));
  if (query.startsWith('chosen'))
    return [{ metric: { service: /service="([^"]*)"/.exec(query)?.[1] ?? '' }, valueAt: () => 1 }];
  return [];
}

/** One, in the middle of the time that is asked for, higher than the line. */
const exemplars = (params: Params) => {
  const middle = (Number(params.get('start')) + Number(params.get('end'))) / 2;
  const labels = { trace_id: TRACE_ID };
  return [{ seriesLabels: { route: '/orders' }, exemplars: [{ labels, value: '0.1', timestamp: middle }] }];
};

function fromJaeger(path: string): Reply {
  if (path === '/api/services') return { body: { data: ['orders', 'gateway'] } };
  const startMs = Date.now() - 60_000;
  const spans = ORDER.spans.map((span) => ({
    ...span,
    startTime: span.startTime + startMs * 1000,
    tags: [
      ...(span.tags ?? []),
      { key: 'lab.order.id', value: HOSTILE },
      ...(span.spanID === 'insert' ? [{ key: 'error', value: true }] : []),
    ],
  }));
  const trace = { ...ORDER, traceID: TRACE_ID, spans };
  if (path === '/api/traces' || path === `/api/traces/${TRACE_ID}`) return { body: { data: [trace] } };
  return { status: 404, body: { errors: [{ code: 404, msg: 'trace not found' }] } };
}
