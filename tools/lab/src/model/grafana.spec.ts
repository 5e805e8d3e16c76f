import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readModel } from './read-model.ts';

const ROOT = resolve(__dirname, '../../../..');
const PROVISIONING = join(ROOT, 'grafana/provisioning');
const yaml = (path: string): unknown => parse(readFileSync(join(PROVISIONING, path), 'utf8'));

const { services } = readModel({ root: ROOT, env: {} });
const { datasources } = yaml('datasources/stores.yaml') as {
  datasources: { uid: string; type: string; url: string }[];
};
const { providers } = yaml('dashboards/boards.yaml') as { providers: { options: { path: string } }[] };

const serviceNamed = (name: string) => {
  const found = services.find((service) => service.name === name);
  if (found === undefined) throw new Error(`compose has no ${name}`);
  return found;
};

it.each(datasources)('Grafana asks $uid where Compose has it listen', ({ url }) => {
  const { hostname, port } = new URL(url);
  expect(serviceNamed(hostname).ports.map(({ target }) => target)).toContain(Number(port));
});

it('every data source that a board names is provisioned', () => {
  const folder = join(ROOT, 'grafana/dashboards');
  const boards = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const named = boards.flatMap((text) =>
    [...text.matchAll(/"type": "(\w+)",\s+"uid": "(\w+)"/g)].map(([, type, uid]) => `${type} ${uid}`),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(datasources.map(({ type, uid }) => `${type} ${uid}`)).toEqual(
    expect.arrayContaining([...new Set(named)]),
  );
});

it('Grafana finds the boards, and the one that it begins with, where Compose mounts them', () => {
  const { mounts, environment } = serviceNamed('grafana');
  const mounted = mounts.find(({ target }) => target === providers[0]?.options.path);
  expect(mounted).toMatchObject({ kind: 'bind', source: join(ROOT, 'grafana/dashboards') });
  const home = environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
  expect(home.startsWith(`${mounted?.target}/`)).toBe(true);
  expect(readdirSync(join(ROOT, 'grafana/dashboards'))).toContain(home.slice(home.lastIndexOf('/') + 1));
});

it('links from an exemplar to Jaeger’s page go to the port that Compose publishes', () => {
  expect(serviceNamed('grafana').environment['JAEGER_PORT']).toBe(
    String(serviceNamed('jaeger').ports.find(({ target }) => target === 16686)?.published),
  );
});
