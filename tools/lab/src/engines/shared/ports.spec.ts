import { portProblem } from './ports.ts';

const wanted = [
  { service: 'postgres', port: 5432, variable: 'POSTGRES_PORT' },
  { service: 'redis', port: 6379, variable: 'REDIS_PORT' },
];

describe('portProblem', () => {
  it('finds nothing wrong with free ports', () => {
    expect(portProblem(wanted, [], '.env')).toBeUndefined();
  });

  it('names the port, the service, the holder and the way out, for each taken port', () => {
    const problem = portProblem(
      wanted,
      [
        {
          port: 5432,
          address: '127.0.0.1',
          pid: 812,
          command: '/usr/lib/postgresql/15/bin/postgres -D /var',
        },
        { port: 6379, address: '0.0.0.0' },
      ],
      '/repo/.env',
    );
    expect(problem?.exitCode).toBe(3);
    expect(problem?.message).toBe(
      [
        'nothing was started:',
        'port 5432 (postgres) is already in use by process 812: /usr/lib/postgresql/15/bin/postgres -D /var; stop it, or set POSTGRES_PORT=15432 in /repo/.env',
        'port 6379 (redis) is already in use by a process of another user (on 0.0.0.0); stop it, or set REDIS_PORT=16379 in /repo/.env',
      ].join('\n  '),
    );
  });

  it('refuses one port for two services', () => {
    const problem = portProblem(
      [...wanted, { service: 'orders', port: 5432, variable: 'ORDERS_PORT' }],
      [],
      '.env',
    );
    expect(problem?.message).toContain('port 5432 is set for both postgres and orders');
  });

  it('proposes only ports that exist', () => {
    const problem = portProblem(
      [{ service: 'a', port: 60_000, variable: 'A_PORT' }],
      [{ port: 60_000, address: '::' }],
      '.env',
    );
    expect(Number(/A_PORT=(\d+)/.exec(problem?.message ?? '')?.[1])).toBeLessThanOrEqual(65_535);
  });
});
