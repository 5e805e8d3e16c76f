/** What `lab load` hands over; nothing is read from anywhere else. */
const text = (name: string, fallback?: string): string => {
  const value = __ENV[name] ?? fallback;
  if (value === undefined || value === '') throw new Error(`${name} is not set: run this by lab load`);
  return value;
};

const whole = (name: string, fallback: number, [min, max]: readonly [number, number]): number => {
  const value = Number(text(name, String(fallback)));
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}`);
  }
  return value;
};

// host.docker.internal: this machine, seen from a container where there is no host network.
const LOOPBACK = /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|host\.docker\.internal):\d+$/;

const loopback = (url: string): string => {
  if (!LOOPBACK.test(url)) throw new Error(`TARGET ${url} is not this machine: the lab loads nothing else`);
  return url;
};

/** So many arrivals a second for so long; the name tags what was sent meanwhile. */
export interface Stage {
  readonly name: string;
  readonly rate: number;
  readonly seconds: number;
}

const rate = whole('RATE', 20, [1, 2000]);
const durationSeconds = whole('DURATION_SECONDS', 60, [1, 3600]);
const constant: readonly Stage[] = [{ name: 'steady', rate, seconds: durationSeconds }];

export const settings = {
  target: loopback(text('TARGET')),
  runId: text('RUN_ID'),
  summaryFile: text('SUMMARY_FILE'),
  seed: whole('SEED', 1, [0, 2 ** 31 - 1]),
  /** Arrivals a second. */
  rate,
  durationSeconds,
  /** Of a closed model: how many clients order at the same time, each again as soon as it has its answer. */
  clients: whole('CLIENTS', 1, [1, 1000]),
  /** Laid out by `lab load`, which measures each by itself; without them, one at the rate. */
  stages: JSON.parse(text('STAGES', JSON.stringify(constant))) as readonly Stage[],
  /** How long a client tries again with the same key; 0: the first failure counts. */
  retryForMs: whole('RETRY_FOR_MS', 0, [0, 600_000]),
  /** Whether each request begins a trace that is kept. Without, whether one is kept is for the services to decide. */
  isTraced: whole('TRACEPARENT', 1, [0, 1]) === 1,
  /** Without it the gateway begins traces of its own, and only links those of this run. */
  traceToken: text('TRACE_TOKEN'),
  p99Ms: whole('P99_MS', 250, [1, 60_000]),
};
