import { join } from 'node:path';
import type { StoreUrls } from '../../../stores/addresses.ts';
import { freePort, NodeProcess } from './node-process.ts';

export const SIDES = ['bare', 'lab'] as const;
export type SideName = (typeof SIDES)[number];

export const SERVICES = ['gateway', 'orders', 'inventory'] as const;
export type ServiceName = (typeof SERVICES)[number];
export type ByService = Readonly<Record<ServiceName, number>>;

const scriptOf = (side: SideName, service: string): string =>
  side === 'bare' ? join('bench/order-path/src', `${service}.ts`) : join('services', service, 'dist/main.js');

interface SidePlan {
  readonly name: SideName;
  readonly root: string;
  readonly logs: string;
  readonly stores: StoreUrls;
  /** OTLP endpoint; the bare side has no telemetry. */
  readonly collector: string;
  readonly path: string;
}

/** The three processes of one side, running. */
export class Side {
  readonly name: SideName;
  readonly target: string;
  readonly postgres: string;
  readonly #processes: Readonly<Record<ServiceName, NodeProcess>>;

  private constructor(plan: SidePlan, target: string, processes: Readonly<Record<ServiceName, NodeProcess>>) {
    this.name = plan.name;
    this.target = target;
    this.postgres = plan.stores.postgres;
    this.#processes = processes;
  }

  static async start(plan: SidePlan, signal: AbortSignal): Promise<Side> {
    const [orders, inventory, gateway] = [await freePort(), await freePort(), await freePort()];
    const ports = { orders, inventory, gateway };
    const env = {
      PATH: plan.path,
      LOG_LEVEL: 'info',
      POSTGRES_URL: plan.stores.postgres,
      REDIS_URL: plan.stores.redis,
      RABBITMQ_URL: plan.stores.rabbitmq,
      ORDERS_URL: `http://127.0.0.1:${orders}`,
      INVENTORY_URL: `http://127.0.0.1:${inventory}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: plan.collector,
    };
    const start = (service: ServiceName): NodeProcess =>
      NodeProcess.start({
        name: `${plan.name} ${service}`,
        script: scriptOf(plan.name, service),
        port: ports[service],
        env,
        cwd: plan.root,
        logFile: join(plan.logs, `${plan.name}-${service}.log`),
      });
    const processes = { gateway: start('gateway'), orders: start('orders'), inventory: start('inventory') };
    const side = new Side(plan, `http://127.0.0.1:${gateway}`, processes);
    try {
      await Promise.all(SERVICES.map((service) => processes[service].ready(signal)));
    } catch (error) {
      await side.stop();
      throw error;
    }
    return side;
  }

  /** User and system time of each process so far. */
  async cpuSeconds(): Promise<ByService> {
    const { gateway, orders, inventory } = this.#processes;
    return {
      gateway: await gateway.cpuSeconds(),
      orders: await orders.cpuSeconds(),
      inventory: await inventory.cpuSeconds(),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(SERVICES.map((service) => this.#processes[service].stop()));
  }
}
