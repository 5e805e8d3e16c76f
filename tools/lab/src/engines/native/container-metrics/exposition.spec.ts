import { expose } from './exposition.ts';

it("exports each service's usage under cAdvisor's metric names", () => {
  const usage = {
    service: 'gateway',
    cpuSeconds: 1.25,
    rssBytes: 2048,
    fileDescriptors: 30,
    processes: 1,
    threads: 11,
    startedAtSeconds: 1_795_000_000,
  };
  const text = expose([usage, { ...usage, service: 'redis-exporter', cpuSeconds: 0 }]);
  expect(text).toContain(
    '# TYPE container_cpu_usage_seconds_total counter\n' +
      'container_cpu_usage_seconds_total{service="gateway"} 1.25\n' +
      'container_cpu_usage_seconds_total{service="redis-exporter"} 0\n',
  );
  expect(text.match(/^# TYPE \w+/gm)?.sort()).toEqual(
    [
      'container_cpu_usage_seconds_total',
      'container_file_descriptors',
      'container_memory_rss',
      'container_processes',
      'container_start_time_seconds',
      'container_threads',
    ].map((name) => `# TYPE ${name}`),
  );
});
