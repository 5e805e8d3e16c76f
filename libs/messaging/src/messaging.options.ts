import { type QueueDefinition, SHUTDOWN_MS } from '@lab/contracts';
import { Registry, type RegistryContentType } from 'prom-client';

/** How a service takes part in messaging. */
export interface MessagingOptions {
  /** `amqp://user:password@host:port/vhost`. */
  readonly url: string;
  /** Name of the service, shown as the connection's name in the broker's management. */
  readonly service: string;
  /**
   * Queues to declare, with their retry and parked queues. Name those published to as well as those consumed:
   * then it does not matter which service starts first.
   */
  readonly queues: readonly QueueDefinition[];
  /** Messages of one queue handled at once by this process. Default 64. */
  readonly prefetch?: number;
  /** Pause before each further attempt; its length bounds the attempts. One retry queue exists per distinct delay. */
  readonly retryDelaysSeconds?: readonly number[];
  /** Larger messages are parked unread, and refused when sent. Default 262144. */
  readonly maxMessageBytes?: number;
  /** A publish that is not confirmed within this time fails. Default 5000. */
  readonly publishTimeoutMs?: number;
  /** Publishes that may wait for the broker at once; one more fails with `messaging.busy`. Default 256. */
  readonly maxPendingPublishes?: number;
  /** A handler that takes longer counts as failed, and its signal is aborted. Default 30000. */
  readonly handlerTimeoutMs?: number;
  /** On shutdown, handlers may finish for this long; what is unfinished then is redelivered. Default 5000. */
  readonly drainTimeoutMs?: number;
  /** Where the metrics go; prom-client's default registry if absent. */
  readonly registry?: Registry<RegistryContentType>;
  /** Whether messages are counted and timed. Default true. */
  readonly isMeasured?: boolean;
}

export type ResolvedOptions = Required<Omit<MessagingOptions, 'registry'>> &
  Pick<MessagingOptions, 'registry'>;

export const MESSAGING_OPTIONS = Symbol('MessagingOptions');

const defaults = {
  prefetch: 64,
  // about 4.5 minutes in all: outlives the restart of any one part of the lab, and ends within an experiment
  retryDelaysSeconds: [1, 1, 5, 5, 5, 30, 30, 30, 30, 30, 30, 30, 30],
  maxMessageBytes: 262_144,
  publishTimeoutMs: 5_000,
  // a relay's batch and a prefetch's worth of answers, with room; at maxMessageBytes they hold 64 MB
  maxPendingPublishes: 256,
  handlerTimeoutMs: 30_000,
  drainTimeoutMs: SHUTDOWN_MS.consumers,
  isMeasured: true,
} as const;

export const resolveOptions = (options: MessagingOptions): ResolvedOptions => ({
  ...defaults,
  ...options,
  // one that nobody reads
  ...(options.isMeasured === false && { registry: new Registry() }),
});
