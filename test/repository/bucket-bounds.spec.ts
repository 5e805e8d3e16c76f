import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Prometheus 3 stores the bound 5 as 5.0, whatever the service writes: a query for le="5" finds nothing there, and says so nowhere. */
it('no query asks for a bucket with a whole bound as the service writes it', () => {
  const files = globSync(
    ['prometheus/rules/*.yml', 'prometheus/slo/*.yaml', 'grafana/dashboards/*.json', 'docs/**/*.md'],
    { cwd: ROOT },
  );
  const wrong = files.filter((file) => /\ble=\\?"\d+\\?"/.test(read(file)));
  expect(files.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

it('Prometheus 2 stores the bounds of our services as Prometheus 3 does', () => {
  const { scrape_configs: jobs } = parse(read('prometheus/prometheus.yml')) as {
    scrape_configs: readonly { job_name: string; metric_relabel_configs?: readonly object[] }[];
  };
  const bounds = { source_labels: ['le'], regex: '\\d+', target_label: 'le', replacement: '${0}.0' };
  const ours = globSync('services/*/package.json', { cwd: ROOT }).map((file) => file.split('/').at(-2));
  const relabelled = jobs.filter(({ metric_relabel_configs: rules = [] }) =>
    rules.some((rule) => JSON.stringify(rule) === JSON.stringify(bounds)),
  );
  expect(relabelled.map(({ job_name: name }) => name).sort()).toEqual(ours.sort());
});
