import { join } from 'node:path';

/** The same version natively (programs/k6) and as an image. */
const K6_IMAGE = 'grafana/k6:1.8.1';

export type K6 =
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'container'; readonly user: string; readonly isLinux: boolean };

export interface K6Run {
  /** No other run has it: part of every idempotency key, and the container's name. */
  readonly id: string;
  readonly scenario: string;
  /** `load/` of the repository. */
  readonly scripts: string;
  /** Folder that the run's files go to; it exists. */
  readonly folder: string;
  readonly target: string;
  readonly settings: Readonly<Record<string, string | number>>;
  /** Where k6 sends its own metrics, nowhere if absent; `slot` separates them from those of a run at the same time. */
  readonly metrics?: { readonly collector: string; readonly slot: number };
}

/** Files of a run: what k6 writes itself, and what `lab load` makes of it. */
export const RUN_FILES = {
  requests: 'requests.jsonl',
  k6Summary: 'k6-summary.json',
  accepted: 'accepted.txt',
  report: 'report.json',
  html: 'report.html',
} as const;

/** Seen from a container without the host's network, this machine has another name. */
const fromContainer = (target: string): string => {
  const url = new URL(target);
  return `http://host.docker.internal:${url.port}`;
};

const options = (run: K6Run, folder: string, target: string): string[] => [
  '--quiet',
  '--no-usage-report',
  '--no-color',
  // Its REST API would take a port that the lab does not know of.
  '--address=',
  '--log-format=raw',
  // Labels in Prometheus. Neither `url`, a series for each order's id, nor the run's name, one for each run there ever was:
  // which run it is, its time says, and its slot where two send at the same time.
  '--system-tags=scenario,name,method,status,expected_response',
  ...(run.metrics ? ['--out=opentelemetry', `--tag=slot=${run.metrics.slot}`] : []),
  `--console-output=${join(folder, RUN_FILES.requests)}`,
  ...Object.entries({
    RUN_ID: run.id,
    TARGET: target,
    SUMMARY_FILE: join(folder, RUN_FILES.k6Summary),
    ...run.settings,
  }).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
];

/** k6 reads these only from its own environment. */
export const k6Environment = (k6: K6, { metrics }: K6Run): Record<string, string> => {
  if (metrics === undefined) return {};
  const isElsewhere = k6.kind === 'container' && !k6.isLinux;
  return {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: new URL(
      isElsewhere ? fromContainer(metrics.collector) : metrics.collector,
    ).host,
    K6_OTEL_HTTP_EXPORTER_INSECURE: 'true', // no TLS on one machine
    K6_OTEL_METRIC_PREFIX: 'k6_',
    // Default 10 s. Prometheus scrapes the collector every 5 s: what it finds there is then at most 2 s old.
    K6_OTEL_EXPORT_INTERVAL: '1s',
    // Milliseconds, default 30,000 and 10,000: how long k6 waits at the end of a run for a collector that does not answer.
    OTEL_METRIC_EXPORT_TIMEOUT: '2000',
    OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '2000',
  };
};

const containerOf = (run: K6Run): string => `sre-lab-k6-${run.id}`;

/** Arguments that run a scenario; a plan only, so that a test can read it. */
export const k6Command = (k6: K6, run: K6Run): readonly [string, ...string[]] => {
  if (k6.kind === 'program') {
    return [k6.path, 'run', ...options(run, run.folder, run.target), join(run.scripts, `${run.scenario}.ts`)];
  }
  const target = k6.isLinux ? run.target : fromContainer(run.target);
  return [
    'docker',
    'run',
    '--rm',
    '--init',
    `--name=${containerOf(run)}`,
    ...(k6.isLinux ? ['--network=host'] : []),
    `--user=${k6.user}`,
    '--cap-drop=ALL',
    '--read-only',
    `--volume=${run.scripts}:/load:ro`,
    `--volume=${run.folder}:/run-files`,
    ...Object.entries(k6Environment(k6, run)).map(([name, value]) => `--env=${name}=${value}`),
    K6_IMAGE,
    'run',
    ...options(run, '/run-files', target),
    `/load/${run.scenario}.ts`,
  ];
};

/** What ends a run that was broken off: the docker command that started a container may be gone, and k6 goes on. */
export const endK6Command = (k6: K6, run: K6Run): readonly [string, ...string[]] | undefined =>
  k6.kind === 'program' ? undefined : ['docker', 'rm', '--force', containerOf(run)];
