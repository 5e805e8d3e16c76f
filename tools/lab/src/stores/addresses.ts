import type { Engine } from '../engines/engine.ts';

/** Where the lab's stores are reached on this machine, with the credentials of the env file. */
export interface StoreUrls {
  readonly postgres: string;
  readonly redis: string;
  readonly rabbitmq: string;
  /** Enough to read; an administrator's only where the password is not the default. */
  readonly rabbitmqManagement: string;
}

const DEFAULT_PASSWORD = 'lab';

/** The same names and defaults as compose/data.yaml, compose/services.yaml and rabbitmq/. */
export const storeUrls = (
  engine: Pick<Engine, 'address'>,
  env: Readonly<Record<string, string>>,
): StoreUrls => {
  const at = (service: string, port: number): string => {
    const address = engine.address(service, port);
    return `${address.host}:${address.port}`;
  };
  const password = (name: string): string => encodeURIComponent(env[name] || DEFAULT_PASSWORD); // set to nothing counts as not set, as `:-` has it;
  const rabbitmq = password('RABBITMQ_PASSWORD');
  // With the default password `lab` has no access to the management API (ADR 0027).
  const manager = rabbitmq === DEFAULT_PASSWORD ? 'viewer:viewer' : `lab:${rabbitmq}`;
  return {
    postgres: `postgres://lab:${password('POSTGRES_PASSWORD')}@${at('postgres', 5432)}/orders`,
    redis: `redis://:${password('REDIS_PASSWORD')}@${at('redis', 6379)}`,
    rabbitmq: `amqp://lab:${rabbitmq}@${at('rabbitmq', 5672)}`,
    rabbitmqManagement: `http://${manager}@${at('rabbitmq', 15672)}`,
  };
};
