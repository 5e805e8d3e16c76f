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
  /** Where k6's own metrics go too, nowhere if absent; `slot` tells them from those of a run at the same time. */
  readonly prometheus?: { readonly url: string; readonly slot: number };
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
  ...(run.prometheus ? ['--out=experimental-prometheus-rw', `--tag=slot=${run.prometheus.slot}`] : []),
  `--console-output=${join(folder, RUN_FILES.requests)}`,
  ...Object.entries({
    RUN_ID: run.id,
    TARGET: target,
    SUMMARY_FILE: join(folder, RUN_FILES.k6Summary),
    ...run.settings,
  }).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
];

/** k6 reads these only from its own environment. */
export const k6Environment = (k6: K6, { prometheus }: K6Run): Record<string, string> => {
  if (prometheus === undefined) return {};
  const isElsewhere = k6.kind === 'container' && !k6.isLinux;
  return {
    K6_PROMETHEUS_RW_SERVER_URL: `${isElsewhere ? fromContainer(prometheus.url) : prometheus.url}/api/v1/write`,
    // As often as Prometheus reads the services.
    K6_PROMETHEUS_RW_PUSH_INTERVAL: '5s',
    K6_PROMETHEUS_RW_TREND_STATS: 'p(50),p(95),p(99)',
    // So that a graph ends where the run does, and the next one does not go on from its last value.
    K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
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
