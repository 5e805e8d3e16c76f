import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { observersOf } from './order.ts';
import { OPTIONAL_PROFILE, startedByDefault, urlOf } from './model.ts';
import { readModel } from './read-model.ts';

const repository = resolve(__dirname, '../../../..');
let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lab-model-'))));
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
const read = (env = {}): ReturnType<typeof readModel> => readModel({ root, env });

describe('readModel', () => {
  it('follows includes, each with its own directory and its own .env beneath the outer values', () => {
    write({
      'compose.yaml': 'name: t\ninclude: [parts/a.yaml]\nservices: { web: { image: "w:$TAG" } }',
      'parts/a.yaml': 'services: { a: { image: "a:${TAG}-${OWN}", volumes: ["./etc:/etc/a"] } }',
      'parts/.env': 'TAG=inner\nOWN=own',
    });
    const { services } = read({ TAG: 'outer' });
    expect(services.map(({ name, image, file }) => [name, image, file])).toEqual([
      ['a', 'a:outer-own', 'parts/a.yaml'],
      ['web', 'w:outer', 'compose.yaml'],
    ]);
    expect(services[0]?.mounts).toEqual([
      { kind: 'bind', source: join(root, 'parts/etc'), target: '/etc/a' },
    ]);
  });

  it('takes paths from project_directory where an include names one', () => {
    write({
      'compose.yaml': 'include: [{ path: parts/a.yaml, project_directory: . }]',
      'parts/a.yaml': 'services: { a: { image: a, volumes: ["./etc:/etc/a"] } }',
    });
    expect(read().services[0]?.mounts).toEqual([
      { kind: 'bind', source: join(root, 'etc'), target: '/etc/a' },
    ]);
  });

  it('follows anchors and merge keys', () => {
    write({
      'compose.yaml':
        'x-service: &service { restart: always, environment: &env { A: "1" } }\nservices:\n  a:\n    <<: *service\n    image: a\n    environment: { <<: *env, B: "2" }',
    });
    expect(read().services[0]).toMatchObject({
      restart: { kind: 'always' },
      environment: { A: '1', B: '2' },
    });
  });

  it.each([
    ['services: { a: { image: a, restart: sometimes } }', 'compose.yaml: services.a.restart: '],
    ['services: { a: { image: a, ports: ["x"] } }', 'compose.yaml: services.a.ports[0]: "x"'],
    [
      'services: { a: { image: "${TAG:?choose one}" } }',
      'compose.yaml: services.a.image: TAG is not set: choose one',
    ],
    [
      'services: { a: { image: a, x-native: { program: p, redy: 1 } } }',
      'compose.yaml: services.a.x-native: ',
    ],
    [
      'services: { a: { image: a, depends_on: [b] } }',
      'compose.yaml: services.a.depends_on.b: unknown service',
    ],
    ['services: { a: { image: a, env_file: x } }', 'compose.yaml: services.a: unsupported key env_file'],
    ['services: { a: { image: a } }\nsecrets: { s: {} }', 'compose.yaml: secrets: unsupported key'],
    [
      'services: { a: { image: a, x-native: { program: p, logs: /logs } } }',
      'compose.yaml: services.a.x-native.logs: no volume is mounted on "/logs"',
    ],
    ['services: { a: [', 'compose.yaml: '],
    ['include: [missing.yaml]', 'missing.yaml: '],
  ])('names file and key of what is wrong in %s', (text, message) => {
    write({ 'compose.yaml': text });
    expect(() => read()).toThrow(EnvironmentError);
    expect(() => read()).toThrow(message);
  });

  it('puts a layer over it: services of its own, and where the others find each other', () => {
    write({
      'compose.yaml': `services:
        redis: { image: r }
        web:
          image: w
          environment: { REDIS_URL: "redis://redis:6379", LEVEL: info }
          depends_on: [redis]
          x-native: { program: node, environment: { REDIS_URL: "redis://native:1", OTHER: "2" } }`,
      'proxy.yaml': `services:
        proxy: { image: p }
        web: { environment: { REDIS_URL: "redis://proxy:$PORT" }, depends_on: { proxy: { condition: service_healthy } } }`,
    });
    const { services } = readModel({ root, env: { PORT: '1' }, layers: [join(root, 'proxy.yaml')] });
    expect(services.map(({ name }) => name)).toEqual(['redis', 'web', 'proxy']);
    expect(services[1]).toMatchObject({
      image: 'w',
      environment: { REDIS_URL: 'redis://proxy:1', LEVEL: 'info' },
      dependsOn: [{ name: 'redis' }, { name: 'proxy', condition: 'service_healthy' }],
      native: { environment: { OTHER: '2' } },
    });
    expect(services[1]?.native?.environment).not.toHaveProperty('REDIS_URL');
  });

  it('refuses a layer that changes more than that', () => {
    write({
      'compose.yaml': 'services: { web: { image: w } }',
      'layer.yaml': 'services: { web: { image: other } }',
    });
    expect(() => readModel({ root, env: {}, layers: [join(root, 'layer.yaml')] })).toThrow(
      'layer.yaml: services.web: unsupported key image: a layer changes environment and depends_on only',
    );
  });

  it('refuses the same service in two files', () => {
    write({
      'compose.yaml': 'include: [a.yaml]\nservices: { a: { image: a } }',
      'a.yaml': 'services: { a: { image: a } }',
    });
    expect(() => read()).toThrow('services.a is defined twice');
  });
});

describe("the repository's own model", () => {
  const model = readModel({ root: repository, env: {} });

  it("has the lab's services, each with a native command and a readiness probe, or why it has none", () => {
    const names = [
      'postgres',
      'redis',
      'rabbitmq',
      'gateway',
      'orders',
      'inventory',
      'oncall',
      'prober',
      'otel-collector',
      'jaeger',
      'prometheus',
    ];
    const services = startedByDefault(model);
    expect(services.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const { native, containerOnly } of services)
      expect(native?.ready ?? containerOnly?.why).toBeDefined();
  });

  it('can do without those that only look, and without no other', () => {
    const observers = observersOf(startedByDefault(model));
    expect([...observers].sort()).toEqual([
      'alertmanager',
      'cadvisor',
      'fluent-bit',
      'grafana',
      'jaeger',
      'loki',
      'node-exporter',
      'postgres-exporter',
      'prometheus',
      'redis-exporter',
    ]);
  });

  it('asks plain `docker compose up` for no mount that a host may refuse: one refusal fails the whole start', () => {
    const socket = model.services.filter(({ mounts }) =>
      mounts.some((mount) => mount.kind === 'bind' && /^\/(var\/run|run|sys|proc|dev)\//.test(mount.source)),
    );
    expect(socket.map(({ name, profiles }) => [name, profiles])).toEqual([['cadvisor', [OPTIONAL_PROFILE]]]);
    expect(startedByDefault(model).map(({ name }) => name)).toContain('cadvisor');
  });

  it('publishes no port twice, each movable by a variable of its own', () => {
    const ports = model.services.flatMap((service) => service.ports);
    expect(new Set(ports.map(({ published }) => published)).size).toBe(ports.length);
    expect(new Set(ports.map(({ variable }) => variable)).size).toBe(ports.length);
    expect(ports.map(({ variable }) => variable)).not.toContain(undefined);
  });

  it('has an address for everything, and names only ports that are published', () => {
    for (const service of startedByDefault(model))
      expect(urlOf(service)).toMatch(/^(http|tcp):\/\/127\.0\.0\.1:\d+/);
  });

  it('moves a port by its variable', () => {
    const moved = readModel({ root: repository, env: { ORDERS_PORT: '19081' } });
    expect(moved.services.find(({ name }) => name === 'orders')?.ports[0]?.published).toBe(19_081);
  });
});
