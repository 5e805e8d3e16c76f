import type { StoreCall } from '@lab/instrumentation';
import type { RedisOptions } from 'ioredis';

/** How traces name the commands to this Redis: the command, and its script or key. */
export const storeCalls =
  ({ host = 'localhost', port = 6379 }: Pick<RedisOptions, 'host' | 'port'>) =>
  (operation: string, target: string): StoreCall => ({
    summary: `${operation} ${target}`,
    attributes: {
      'db.system.name': 'redis',
      'db.operation.name': operation,
      'db.query.summary': `${operation} ${target}`,
      'server.address': host,
      'server.port': port,
    },
  });
