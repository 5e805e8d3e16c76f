import { METRICS } from '@lab/contracts';
import { makeGauge } from '@lab/instrumentation';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { OrdersConfig } from '../orders.config';
import { BackgroundDatabase, Database, type PostgresOptions } from './database';
import { onPoolFaults } from './database.faults';
import { migrate } from './migrate';
import { PostgresProbe } from './postgres.probe';
import { Schema } from './schema';

/** One each for the relay, the backlog sample, the settlement poll and the readiness probe. */
const BACKGROUND_CONNECTIONS = 4;

@Module({})
export class PostgresModule {
  static with(config: OrdersConfig): DynamicModule {
    const options: Omit<PostgresOptions, 'applicationName' | 'poolSize'> = {
      url: config.POSTGRES_URL,
      connectTimeoutMs: config.POSTGRES_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: config.POSTGRES_STATEMENT_TIMEOUT_MS,
    };
    const pools = {
      requests: new Database({ ...options, applicationName: 'orders', poolSize: config.POSTGRES_POOL_SIZE }),
      background: new BackgroundDatabase({
        ...options,
        applicationName: 'orders-background',
        poolSize: BACKGROUND_CONNECTIONS,
      }),
    };
    onPoolFaults((settings) => pools.requests.reopen(settings));
    const schema = (): Schema =>
      new Schema(
        () => migrate(config.POSTGRES_URL, config.POSTGRES_CONNECT_TIMEOUT_MS),
        Object.values(pools),
      );
    return {
      module: PostgresModule,
      global: true,
      providers: [
        { provide: Database, useFactory: () => pools.requests },
        { provide: BackgroundDatabase, useFactory: () => pools.background },
        { provide: Schema, useFactory: schema },
        PostgresProbe,
        ...poolGauges(pools),
      ],
      exports: [Database, BackgroundDatabase, PostgresProbe],
    };
  }
}

const poolGauges = (pools: Readonly<Record<string, Database>>): Provider[] => [
  makeGauge({
    name: METRICS.poolConnections,
    help: 'Connections of a pool, by what they do; unopened ones it may still open',
    collect() {
      for (const [pool, { connections }] of Object.entries(pools)) {
        this.set({ pool, state: 'used' }, connections.used);
        this.set({ pool, state: 'idle' }, connections.idle);
        this.set({ pool, state: 'unopened' }, connections.unopened);
      }
    },
  }),
  makeGauge({
    name: METRICS.poolWaiting,
    help: 'Requests that wait for a free connection of a pool',
    collect() {
      for (const [pool, { connections }] of Object.entries(pools)) this.set({ pool }, connections.waiting);
    },
  }),
];
