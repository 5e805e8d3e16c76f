import type { Labels, ScrapeTarget } from '../signals/prometheus.ts';

/** A service as far as its monitoring is concerned. */
export interface Watched {
  readonly name: string;
  /** Ports of this machine, by which its targets are known on the native engine. */
  readonly ports: readonly number[];
}

const isOf = ({ name, ports }: Watched, { hostname, port }: URL): boolean =>
  hostname === name || (hostname === '127.0.0.1' && ports.includes(Number(port)));

/** The services that a target tells about: the one that is scraped, and the one it is about, as an exporter's. */
export const servicesOf = (
  { labels, scrapeUrl }: Pick<ScrapeTarget, 'labels' | 'scrapeUrl'>,
  services: readonly Watched[],
): readonly string[] => {
  const url = new URL(scrapeUrl);
  return services
    .filter((service) => service.name === labels['instance'] || isOf(service, url))
    .map(({ name }) => name);
};

/** The services that a series tells about: by its labels, and by the targets of its job. */
export function servicesIn(
  { job, instance, service }: Labels,
  byJob: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const named = [instance, service].filter((name) => name !== undefined);
  // What a program reports about many services, such as cAdvisor, tells about each by its own label.
  const ofJob = job === undefined || service !== undefined ? [] : (byJob.get(job) ?? []);
  return [...new Set([...named, ...ofJob])];
}

export function jobsOf(
  targets: readonly ScrapeTarget[],
  services: readonly Watched[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const jobs = new Map<string, Set<string>>();
  for (const target of targets) {
    const job = target.labels['job'] ?? '';
    const known = jobs.get(job) ?? new Set();
    for (const name of servicesOf(target, services)) known.add(name);
    jobs.set(job, known);
  }
  return jobs;
}
