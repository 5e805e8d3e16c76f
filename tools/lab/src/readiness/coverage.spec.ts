import { jobsOf, servicesIn, servicesOf } from './coverage.ts';

const services = [
  { name: 'redis', ports: [26305] },
  { name: 'redis-exporter', ports: [26326] },
  { name: 'cadvisor', ports: [26325] },
];
const target = (job: string, instance: string, scrapeUrl: string) => ({
  labels: { job, instance },
  scrapeUrl,
  health: 'up',
});
const exporter = target('redis', 'redis', 'http://127.0.0.1:26326/metrics');

describe('what a target tells about', () => {
  it('is the exporter and the store behind it, on both engines', () => {
    expect(servicesOf(exporter, services)).toEqual(['redis', 'redis-exporter']);
    const inCompose = target('redis', 'redis', 'http://redis-exporter:9121/metrics');
    expect(servicesOf(inCompose, services)).toEqual(['redis', 'redis-exporter']);
  });

  it("is nothing of ours where the address is another lab's", () => {
    expect(servicesOf(target('redis', 'other', 'http://127.0.0.1:9121/metrics'), services)).toEqual([]);
  });
});

describe('what a series tells about', () => {
  const byJob = jobsOf(
    [exporter, target('containers', 'cadvisor', 'http://127.0.0.1:26325/metrics')],
    services,
  );

  it('is what its job scrapes', () => {
    expect(servicesIn({ job: 'redis' }, byJob)).toEqual(['redis', 'redis-exporter']);
  });

  it('is the service that it names', () => {
    expect(servicesIn({ job: 'containers', service: 'redis' }, byJob)).toEqual(['redis']);
  });

  it('is no service where a rule has summed all labels away', () => {
    expect(servicesIn({}, byJob)).toEqual([]);
  });
});
