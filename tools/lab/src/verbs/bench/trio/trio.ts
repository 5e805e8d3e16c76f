import { join } from 'node:path';
import type { StoreUrls } from '../../../stores/addresses.ts';
import { freePorts } from '../free-ports.ts';
import { NodeProcess } from './node-process.ts';

export const SERVICES = ['gateway', 'orders', 'inventory'] as const;
export type ServiceName = (typeof SERVICES)[number];
/** k6 sends it, so that the gateway of a bench continues k6's traces. */
export const BENCH_TRACE_TOKEN = 'bench';
export type ByService = Readonly<Record<ServiceName, number>>;

export interface TrioPlan {
  readonly name: string;
  /** Folder that the scripts are in. */
  readonly root: string;
  readonly scriptOf: (service: ServiceName) => string;
  readonly logs: string;
  readonly stores: StoreUrls;
  /** OTLP endpoint. */
  readonly collector: string;
  readonly path: string;
  /** On top of what every trio is told. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The script of a service of the lab, built. */
export const builtScript = (service: ServiceName): string => join('services', service, 'dist/bundle.js');

/** Gateway, orders and inventory, running on stores of their own. */
export class Trio {
  readonly name: string;
  readonly target: string;
  readonly postgres: string;
  readonly #processes: Readonly<Record<ServiceName, NodeProcess>>;

  private constructor(plan: TrioPlan, target: string, processes: Readonly<Record<ServiceName, NodeProcess>>) {
    this.name = plan.name;
    this.target = target;
    this.postgres = plan.stores.postgres;
    this.#processes = processes;
  }

  static async start(plan: TrioPlan, signal: AbortSignal): Promise<Trio> {
    const [orders = 0, inventory = 0, gateway = 0] = await freePorts(3);
    const ports = { orders, inventory, gateway };
    const env = {
      PATH: plan.path,
      LOG_LEVEL: 'info',
      POSTGRES_URL: plan.stores.postgres,
      REDIS_URL: plan.stores.redis,
      RABBITMQ_URL: plan.stores.rabbitmq,
      ORDERS_URL: `http://127.0.0.1:${orders}`,
      INVENTORY_URL: `http://127.0.0.1:${inventory}`,
      TRACE_TOKEN: BENCH_TRACE_TOKEN,
      OTEL_EXPORTER_OTLP_ENDPOINT: plan.collector,
      ...plan.env,
    };
    const start = (service: ServiceName): NodeProcess =>
      NodeProcess.start({
        name: `${plan.name} ${service}`,
        script: plan.scriptOf(service),
        port: ports[service],
        env,
        cwd: plan.root,
        logFile: join(plan.logs, `${plan.name}-${service}.log`),
      });
    const processes = { gateway: start('gateway'), orders: start('orders'), inventory: start('inventory') };
    const trio = new Trio(plan, `http://127.0.0.1:${gateway}`, processes);
    try {
      await Promise.all(SERVICES.map((service) => processes[service].ready(signal)));
    } catch (error) {
      await trio.stop();
      throw error;
    }
    return trio;
  }

  /** User and system time of each process so far. */
  cpuSeconds(): Promise<ByService> {
    return this.#ofEach((process) => process.cpuSeconds());
  }

  /** Memory of each process that is resident now. */
  residentMb(): Promise<ByService> {
    return this.#ofEach((process) => process.residentMb());
  }

  /** Reads the metrics of each process, as Prometheus does; where there are none, their absence. */
  async scrape(): Promise<void> {
    await this.#ofEach((process) => process.scrape());
  }

  async stop(): Promise<void> {
    await Promise.all(SERVICES.map((service) => this.#processes[service].stop()));
  }

  async #ofEach<T>(read: (process: NodeProcess) => T | Promise<T>): Promise<Record<ServiceName, T>> {
    const { gateway, orders, inventory } = this.#processes;
    return {
      gateway: await read(gateway),
      orders: await read(orders),
      inventory: await read(inventory),
    };
  }
}
