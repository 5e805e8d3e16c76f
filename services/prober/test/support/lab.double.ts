import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TRACE_ID_HEADER } from '@lab/contracts';
import type { Stores } from './stores';

const SERVICES = ['gateway', 'orders', 'inventory'];

/** Gateway, Jaeger and Loki on one port: orders are confirmed at once, and signals are complete when they are asked for again. */
export class LabDouble {
  /** Refuses new orders. */
  isDown = false;
  readonly cancelled: string[] = [];
  readonly requests: string[] = [];
  private traces = 0;
  private readonly server: Server;
  private readonly asked = new Set<string>();

  private constructor(private readonly stores: Stores) {
    this.server = createServer((request, response) => {
      const broken = (error: unknown): [number, object] => [500, { error: String(error) }];
      void this.answer(request)
        .catch(broken)
        .then(([status, body, headers = {}]) => {
          response
            .writeHead(status, { 'content-type': 'application/json', ...headers })
            .end(JSON.stringify(body));
        });
    });
  }

  static async start(stores: Stores): Promise<LabDouble> {
    const lab = new LabDouble(stores);
    await new Promise<void>((resolve) => lab.server.listen(0, '127.0.0.1', resolve));
    return lab;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer({ method, url = '', headers }: IncomingMessage): Promise<[number, object, object?]> {
    this.requests.push(
      `${method} ${url} ${headers['traceparent'] === undefined ? 'without trace' : 'with trace'}`,
    );
    const [path = ''] = url.split('?');
    if (path.startsWith('/api/traces/') || path.startsWith('/loki/')) return this.signal(path, url);
    if (this.isDown) return [503, { code: 'gateway.busy' }];
    if (method === 'POST' && path === '/orders') return this.place();
    const [, , id = '', action] = path.split('/');
    if (action === 'cancel') this.cancelled.push(id);
    return [200, this.order(id, action === 'cancel' ? 'cancelled' : 'confirmed')];
  }

  private async place(): Promise<[number, object, object]> {
    const id = randomUUID();
    await this.stores.order({ id, status: 'confirmed' });
    return [202, this.order(id, 'pending'), { [TRACE_ID_HEADER]: this.nextTraceId() }];
  }

  private nextTraceId(): string {
    this.traces += 1;
    return `${randomBytes(15).toString('hex')}0${this.traces % 2}`;
  }

  private order(id: string, status: string): object {
    const lines = [{ sku: 'SPOON-01', quantity: 1 }];
    return { id, status, customerId: 'lab.prober', lines, createdAt: new Date().toISOString() };
  }

  /** The second time. Before, Jaeger does not know every other trace, and all that is known has the first service only. */
  private signal(path: string, url: string): [number, object] {
    const isFirst = !this.asked.has(url);
    this.asked.add(url);
    const there = isFirst ? SERVICES.slice(0, 1) : SERVICES;
    if (path.startsWith('/loki/'))
      return [
        200,
        { data: { result: there.map((service_name) => ({ metric: { service_name }, value: [0, '1'] })) } },
      ];
    if (isFirst && path.endsWith('0')) return [404, { errors: [{ code: 404, msg: 'trace not found' }] }];
    return [
      200,
      {
        data: [{ processes: Object.fromEntries(there.map((serviceName) => [serviceName, { serviceName }])) }],
      },
    ];
  }
}
