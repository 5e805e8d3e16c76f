import type { StoreCall } from '@lab/instrumentation';
import type { RedisOptions } from 'ioredis';

/** How traces tell the commands to this Redis: the command, and the script or key that it is for. */
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
