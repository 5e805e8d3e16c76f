import type { Logger } from 'pino';

const unreachable = (): Error => {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    port: 5432,
  });
  return new Error('cannot store the order', { cause });
};

const err = unreachable();
const large = 'All work and no play makes Jack a dull boy.\n'.repeat(1500).slice(0, 64 * 1024);

/** What is logged, as a service does it. */
export const LINES = {
  access: (logger: Logger, n: number): void => {
    logger.info(
      { method: 'POST', route: '/orders/:id', status: 201, duration_ms: 1.25 + (n % 1000) / 100 },
      'request',
    );
  },
  error: (logger: Logger): void => {
    logger.error({ msg: 'unexpected error', err, method: 'POST', route: '/orders' });
  },
  large: (logger: Logger): void => {
    logger.info({ body: large }, 'received');
  },
} as const;

export type LineName = keyof typeof LINES;
export const LINE_NAMES = Object.keys(LINES) as LineName[];
