import { randomUUID } from 'node:crypto';
import type { Order, PlaceOrder } from '@lab/contracts';
import { createApp } from '@lab/instrumentation';
import { eventually } from '@lab/testing';
import { Module } from '@nestjs/common';
import { OrdersConfig } from '../../src/orders.config';
import { OrdersModule } from '../../src/orders.module';
import { INVENTORY_DOUBLE } from './inventory-double';
import { REQUEST } from './orders';

@Module({})
class Root {}

type App = Awaited<ReturnType<typeof createApp>>;
type Answer = Awaited<ReturnType<App['inject']>>;

/** A busy machine may take longer than the defaults; a spec of what happens then sets its own. */
const PATIENTLY = { POSTGRES_CONNECT_TIMEOUT_MS: '10000', POSTGRES_STATEMENT_TIMEOUT_MS: '10000' };

/** The whole service as it runs, listening on a port of its own. */
export class OrdersApp {
  private constructor(
    readonly app: App,
    readonly url: string,
  ) {}

  static async start(
    env: { POSTGRES_URL: string; RABBITMQ_URL: string } & NodeJS.ProcessEnv,
  ): Promise<OrdersApp> {
    const app = await createApp({
      name: 'orders',
      config: OrdersConfig,
      module: (config) => ({
        module: Root,
        imports: [OrdersModule.with(config)],
        providers: INVENTORY_DOUBLE,
      }),
      env: { LOG_LEVEL: 'silent', INVENTORY_URL: 'http://127.0.0.1:9', ...PATIENTLY, ...env },
    });
    await app.listen(0, '127.0.0.1');
    return new OrdersApp(app, await app.getUrl());
  }

  untilReady(): Promise<void> {
    return eventually(
      'orders is ready',
      async () => expect((await this.get('/health/ready')).statusCode).toBe(200),
      { withinMs: 25_000, everyMs: 50 },
    );
  }

  get(url: string): Promise<Answer> {
    return this.app.inject({ method: 'GET', url });
  }

  place(request: unknown = REQUEST, key: string = randomUUID()): Promise<Answer> {
    return this.app.inject({
      method: 'POST',
      url: '/orders',
      headers: { 'idempotency-key': key },
      payload: request as PlaceOrder,
    });
  }

  cancel(id: string): Promise<Answer> {
    return this.app.inject({ method: 'POST', url: `/orders/${id}/cancel` });
  }

  async settled(id: string): Promise<Order> {
    return (await this.get(`/orders/${id}?wait=10s`)).json();
  }
}

export const orderOf = (sku: string): PlaceOrder => ({ customerId: 'c-17', lines: [{ sku, quantity: 1 }] });
