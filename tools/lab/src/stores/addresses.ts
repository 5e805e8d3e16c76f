import type { Engine } from '../engines/engine.ts';

/** Where the lab's stores are reached on this machine, with the credentials of the env file. */
export interface StoreUrls {
  readonly postgres: string;
  readonly redis: string;
  readonly rabbitmq: string;
  readonly rabbitmqManagement: string;
}

/** The same names and defaults as compose/data.yaml and compose/services.yaml. */
export const storeUrls = (engine: Engine, env: Readonly<Record<string, string>>): StoreUrls => {
  const at = (service: string, port: number): string => {
    const address = engine.address(service, port);
    return `${address.host}:${address.port}`;
  };
  const password = (name: string): string => encodeURIComponent(env[name] || 'lab'); // set to nothing counts as not set, as `:-` has it;
  return {
    postgres: `postgres://lab:${password('POSTGRES_PASSWORD')}@${at('postgres', 5432)}/orders`,
    redis: `redis://:${password('REDIS_PASSWORD')}@${at('redis', 6379)}`,
    rabbitmq: `amqp://lab:${password('RABBITMQ_PASSWORD')}@${at('rabbitmq', 5672)}`,
    rabbitmqManagement: `http://lab:${password('RABBITMQ_PASSWORD')}@${at('rabbitmq', 15672)}`,
  };
};
