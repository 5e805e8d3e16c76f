import type { Mount, ServiceModel } from '../../model/model.ts';
import { rewriterFor } from './rewrite.ts';

const service = (name: string, ports: [number, number][], mounts: Mount[] = []): ServiceModel => ({
  name,
  file: 'compose.yaml',
  isBuilt: false,
  command: [],
  environment: {},
  ports: ports.map(([target, published]) => ({ target, published })),
  mounts,
  dependsOn: [],
  restart: { kind: 'no' },
  stopGraceMs: 1000,
  profiles: [],
});

const mounts: Mount[] = [
  { kind: 'bind', source: '/repo/etc', target: '/etc/app' },
  { kind: 'volume', source: 'data', target: '/var/lib/app' },
  { kind: 'volume', source: 'deep', target: '/var/lib/app/deep' },
  { kind: 'tmpfs', target: '/tmp' },
];
const app = service(
  'app',
  [
    [8081, 9081],
    [80, 9080],
  ],
  mounts,
);
const services = [app, service('postgres', [[5432, 15432]]), service('otel-collector', [[4318, 14318]])];
const rewrite = rewriterFor(app, services, ({ target }) => `/lab/tmp${target}`);

describe('rewriterFor', () => {
  it.each([
    ['postgres://lab:lab@postgres:5432/orders', 'postgres://lab:lab@127.0.0.1:15432/orders'],
    ['http://otel-collector:4318', 'http://127.0.0.1:14318'],
    [
      'targets: [postgres:5432, app:80, app:8081]',
      'targets: [127.0.0.1:15432, 127.0.0.1:9080, 127.0.0.1:9081]',
    ],
    ['LISTEN 0.0.0.0:8081', 'LISTEN 127.0.0.1:9081'],
    ['--storage=/var/lib/app/wal', '--storage=/lab/tmp/var/lib/app/wal'],
    ['/var/lib/app/deep/x:/var/lib/app', '/lab/tmp/var/lib/app/deep/x:/lab/tmp/var/lib/app'],
    ['config "/etc/app/a.yaml"', 'config "/lab/tmp/etc/app/a.yaml"'],
    ['/tmp', '/lab/tmp/tmp'],
  ])('makes %s native', (text, expected) => {
    expect(rewrite(text)).toBe(expected);
  });

  it.each([
    ['0.0.0.0:5432', "another service's port on all addresses"],
    ['postgres:54321', 'a longer port'],
    ['my-postgres:5432', 'a longer host name'],
    ['postgres:9999', 'a port that is not published'],
    ['/opt/etc/app', 'a path that only ends like a mount'],
    ['/etc/application', 'a path that only begins like a mount'],
    ['/etc/app.d', 'a name that goes on after the mount'],
  ])('leaves %s alone: %s', (text) => {
    expect(rewrite(text)).toBe(text);
  });
});
