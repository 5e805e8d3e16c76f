/** What one service uses of the machine: the sum over its processes. */
export interface ServiceUsage {
  readonly service: string;
  /** Also of processes that have ended and were waited for. */
  readonly cpuSeconds: number;
  /** Anonymous memory: the service's own, without files and shared memory. */
  readonly rssBytes: number;
  readonly fileDescriptors: number;
  readonly processes: number;
  readonly threads: number;
  readonly startedAtSeconds: number;
}

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly value: (usage: ServiceUsage) => number;
}

/** cAdvisor's names, so that rules and dashboards need not know the engine. */
const FAMILIES: readonly Family[] = [
  {
    name: 'container_cpu_usage_seconds_total',
    type: 'counter',
    help: 'CPU time of a service.',
    value: ({ cpuSeconds }) => cpuSeconds,
  },
  {
    name: 'container_memory_rss',
    type: 'gauge',
    help: 'Anonymous memory of a service in bytes.',
    value: ({ rssBytes }) => rssBytes,
  },
  {
    name: 'container_file_descriptors',
    type: 'gauge',
    help: 'Open files and sockets of a service.',
    value: ({ fileDescriptors }) => fileDescriptors,
  },
  {
    name: 'container_processes',
    type: 'gauge',
    help: 'Processes of a service.',
    value: ({ processes }) => processes,
  },
  {
    name: 'container_threads',
    type: 'gauge',
    help: 'Threads of a service.',
    value: ({ threads }) => threads,
  },
  {
    name: 'container_start_time_seconds',
    type: 'gauge',
    help: 'Start time of the main process of a service, as Unix time.',
    value: ({ startedAtSeconds }) => startedAtSeconds,
  },
];

/** Prometheus' text format. Compose's rules for service names leave nothing to escape. */
export const expose = (usages: readonly ServiceUsage[]): string =>
  FAMILIES.map(({ name, type, help, value }) => {
    const samples = usages.map((usage) => `${name}{service="${usage.service}"} ${value(usage)}\n`);
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('')}`;
  }).join('');
