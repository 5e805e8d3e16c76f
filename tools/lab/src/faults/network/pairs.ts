import { METRICS } from '@lab/contracts';
import { UsageError } from '../../errors.ts';

/** How a service shows what its dependency does to it: by a request that needs the dependency, or by its own metrics. */
export type Sign =
  | { readonly kind: 'request'; readonly service: string; readonly port: number; readonly path: () => string }
  | MetricSign;

/** By how long its calls took, which it counts itself. */
export interface MetricSign {
  readonly kind: 'metric';
  readonly service: string;
  readonly port: number;
  /** A histogram of finished calls, and a gauge of those that wait. */
  readonly duration: string;
  readonly waiting: string;
  /** Of the lines that count: `client="inventory"`. */
  readonly label?: string;
  /** A request that leads to a call; without one somebody else must cause it, as a message needs an order. */
  readonly cause?: { readonly service: string; readonly port: number; readonly path: string };
}

const publishing = (service: string, port: number): MetricSign => ({
  kind: 'metric',
  service,
  port,
  duration: METRICS.messagePublishDuration,
  waiting: METRICS.messagesUnconfirmed,
});

/** A service and one of its dependencies, with Toxiproxy between them; see toxiproxy/proxies.json. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  /** Where the service finds the proxy, and where it would find the dependency without one. */
  readonly proxyPort: number;
  readonly directPort: number;
  readonly sign: Sign;
}

/** No order has this id: looked for in Postgres, and not found. */
const unknownOrder = (): string => `/orders/${crypto.randomUUID()}`;

export const PAIRS: readonly Pair[] = [
  {
    from: 'gateway',
    to: 'orders',
    proxyPort: 20_081,
    directPort: 8081,
    sign: { kind: 'request', service: 'gateway', port: 8080, path: unknownOrder },
  },
  {
    from: 'gateway',
    to: 'inventory',
    proxyPort: 20_082,
    directPort: 8082,
    // The gateway keeps the catalogue for a second, so the time of a request shows nothing.
    sign: {
      kind: 'metric',
      service: 'gateway',
      port: 8084,
      duration: METRICS.httpClientDuration,
      waiting: METRICS.httpClientInFlight,
      label: 'client="inventory"',
      cause: { service: 'gateway', port: 8080, path: '/catalog' },
    },
  },
  {
    from: 'orders',
    to: 'postgres',
    proxyPort: 20_432,
    directPort: 5432,
    sign: { kind: 'request', service: 'orders', port: 8081, path: unknownOrder },
  },
  {
    from: 'orders',
    to: 'rabbitmq',
    proxyPort: 20_672,
    directPort: 5672,
    sign: publishing('orders', 8081),
  },
  {
    from: 'inventory',
    to: 'rabbitmq',
    proxyPort: 20_673,
    directPort: 5672,
    sign: publishing('inventory', 8082),
  },
  {
    from: 'inventory',
    to: 'redis',
    proxyPort: 20_379,
    directPort: 6379,
    sign: { kind: 'request', service: 'inventory', port: 8082, path: () => '/stock' },
  },
];

export const proxyOf = ({ from, to }: Pick<Pair, 'from' | 'to'>): string => `${from}-${to}`;

export function pairOf(from: string, to: string): Pair {
  const pair = PAIRS.find((each) => each.from === from && each.to === to);
  if (pair !== undefined) return pair;
  const known = PAIRS.map((each) => `${each.to} --from ${each.from}`).join(', ');
  throw new UsageError(`there is no proxy between ${from} and ${to}; available: ${known}`);
}
