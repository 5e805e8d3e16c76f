import { LOG_FORMATS, LOG_LEVELS, SHUTDOWN_MS, TIMEOUTS_MS } from '@lab/contracts';
import { z } from 'zod';

/** `host:port` to listen on, e.g. `0.0.0.0:8080` or `[::1]:8080`; port 0 lets the system choose. */
const ListenAddress = z.string().regex(/^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i, 'must be host:port');

export const parseListenAddress = (text: string): { host: string; port: number } => {
  const address = ListenAddress.parse(text);
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
};

/** For `listen`. With `sharesPort` another process of the same user may listen there too, which is how a handover works. */
export const listenOptions = (address: string, sharesPort: boolean) => ({
  ...parseListenAddress(address),
  reusePort: sharesPort,
});

/** A positive whole number in the environment. */
export const count = z.coerce.number().int().positive();
/** A duration in the environment; the variable's name ends in `_MS`. */
export const milliseconds = count;

/** OpenTelemetry's own names; `traceidratio` keeps the share that OTEL_TRACES_SAMPLER_ARG says. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Environment variables of every service. A service extends it: `BaseConfig.extend({ … })`. */
export const BaseConfig = z.object({
  LISTEN: ListenAddress.default('0.0.0.0:8080'),
  /** Where metrics and health with its reasons are served, instead of to clients; without it LISTEN serves them too. */
  MANAGEMENT_LISTEN: ListenAddress.optional(),
  /** Set by compose/handover.sh: the next process opens the ports while this one still has them. */
  SHARE_PORTS: z.stringbool().default(false),
  /** Set by compose/handover.sh: the process whose ports this one takes over once it is ready. */
  PREDECESSOR_PID: count.optional(),
  /** How long it tries to become ready for that. If it does not, it ends, and the predecessor goes on. */
  TAKE_OVER_WITHIN_MS: milliseconds.default(30_000),
  LOG_LEVEL: z.enum([...LOG_LEVELS, 'silent']).default('info'),
  /** Each service has its own by default, so that the lab has something to unify. */
  LOG_FORMAT: z.enum(LOG_FORMATS).default('json'),
  /** Requests served at once; one more is answered 503 with Retry-After instead of being queued. */
  MAX_IN_FLIGHT: count.default(512),
  /** Connections open at once; one more is closed unread. Idle ones count, so well above MAX_IN_FLIGHT. */
  MAX_CONNECTIONS: count.default(2_048),
  /** How long after SIGTERM new connections are still served, at least: long enough for a balancer to see readiness fail. */
  DRAIN_ANNOUNCE_MS: z.coerce.number().int().nonnegative().default(3_000),
  /** How long SIGTERM waits for clients to leave and requests to finish; the first share of the stop_grace_period. */
  DRAIN_TIMEOUT_MS: milliseconds.default(SHUTDOWN_MS.requests),
  /** Longest a request may take to arrive, and longest its handler may take; above the longest `?wait=`. */
  REQUEST_TIMEOUT_MS: milliseconds.default(TIMEOUTS_MS.request),
  BODY_LIMIT_BYTES: count.default(262_144),
  /** Strangers call it: their trace context is linked, not continued. */
  PUBLIC_EDGE: z.stringbool().default(false),
  /** At the public edge: callers that send this in `x-lab-trace-token` continue their trace. Without, nobody does. */
  TRACE_TOKEN: z.string().min(1).optional(),
  // The three signals; logs are off with LOG_LEVEL=silent. The SDK reads its own variables by itself, before this is
  // parsed, and goes on with a default where one makes no sense: here that is said, and ends the start.
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false'),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** If false, nothing is measured and /metrics does not exist. */
  METRICS_ENABLED: z.stringbool().default(true),
});
export type BaseConfig = z.infer<typeof BaseConfig>;
