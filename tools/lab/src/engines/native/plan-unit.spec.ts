import { asFallback, type ServiceModel } from '../../model/model.ts';
import { Service } from '../../model/schema.ts';
import { toServiceModel } from '../../model/service.ts';
import type { UnitPlace } from './places.ts';
import { planUnit, type UnitPlan } from './plan-unit.ts';

const origin = { file: 'compose.yaml', directory: '/repo', env: {} };
const place: UnitPlace = {
  base: '/repo/.lab',
  rendered: '/repo/.lab/rendered/orders',
  dataDir: (volume) => `/repo/.lab/data/${volume}`,
  path: (mount) =>
    mount.kind === 'volume' ? `/repo/.lab/data/${mount.source}` : `/repo/.lab/${mount.kind}${mount.target}`,
};

function plan(
  raw: Record<string, unknown>,
  overrides: { contentHash?: string; place?: UnitPlace } = {},
): UnitPlan {
  return planOf(
    toServiceModel('orders', Service.parse(raw), { origin, uninterpolated: undefined }),
    overrides,
  );
}

function planOf(
  service: ServiceModel,
  overrides: { contentHash?: string; place?: UnitPlace } = {},
): UnitPlan {
  if (service.native === undefined) throw new Error('the test describes no x-native');
  return planUnit({
    service,
    recipe: service.native,
    services: [service],
    place,
    root: '/repo',
    stateDir: '/repo/.lab',
    baseEnv: { PATH: '/bin', TZ: 'UTC' },
    resolveWord: (word) => (word === 'server' ? '/opt/bin/server' : word),
    contentHash: 'a',
    ...overrides,
  });
}

const described = {
  command: ['--listen=0.0.0.0:8081', '--data', '/data'],
  environment: { LISTEN: '0.0.0.0:8081', DROPPED: 'x', TZ: 'CET' },
  ports: ['127.0.0.1:9081:8081'],
  volumes: ['data:/data'],
  tmpfs: ['/run/x'],
  restart: 'unless-stopped',
  'x-native': {
    program: 'server',
    environment: { DROPPED: null, ADDED: '/data/x' },
    ready: { http: 'http://orders:8081/health' },
  },
};

describe('planUnit', () => {
  it('obeys an entrypoint, which a recipe’s command and a fallback replace', () => {
    const entrypoint = ['sh', '/data/start.sh', 'server'];
    const started = ['/opt/bin/server', '--listen=127.0.0.1:9081', '--data', '/repo/.lab/data/data'];
    const { argv } = plan({ ...described, entrypoint }).spec;
    expect(argv).toEqual(['sh', '/repo/.lab/data/data/start.sh', 'server', ...started.slice(1)]);
    const own = { program: 'server', command: ['server', '--own'] };
    expect(plan({ ...described, entrypoint, 'x-native': own }).spec.argv).toEqual([
      '/opt/bin/server',
      '--own',
    ]);
    const replaced = { program: 'first', fallback: { program: 'server' } };
    const raw = Service.parse({ ...described, entrypoint, 'x-native': replaced });
    const service = asFallback(toServiceModel('orders', raw, { origin, uninterpolated: undefined }));
    expect(planOf(service).spec.argv).toEqual(started);
  });

  it('runs the program with the container’s command, in the words of this machine', () => {
    const { spec, ready } = plan(described);
    expect(spec).toMatchObject({
      argv: ['/opt/bin/server', '--listen=127.0.0.1:9081', '--data', '/repo/.lab/data/data'],
      env: { PATH: '/bin', TZ: 'CET', LISTEN: '127.0.0.1:9081', ADDED: '/repo/.lab/data/data/x' },
      cwd: '/repo',
      logFile: '/repo/.lab/logs/orders.log',
      dataDirs: ['/repo/.lab/data/data'],
      tmpDirs: ['/repo/.lab/tmpfs/run/x'],
      restart: { kind: 'unless-stopped' },
      stopSignal: 'SIGTERM',
      stopGraceMs: 10_000,
    });
    expect(spec.env).not.toHaveProperty('DROPPED');
    expect(ready).toEqual({ http: 'http://127.0.0.1:9081/health' });
  });

  it('takes x-native’s command, preparations and signal where they are given', () => {
    const { spec } = plan({
      ...described,
      'x-native': {
        program: 'server',
        command: ['server', '-c', '/data/c'],
        prepare: [['sh', '-c', 'init /data']],
        stop_signal: 'SIGINT',
      },
    });
    expect(spec.argv).toEqual(['/opt/bin/server', '-c', '/repo/.lab/data/data/c']);
    expect(spec.prepare).toEqual([['sh', '-c', 'init /repo/.lab/data/data']]);
    expect(spec.stopSignal).toBe('SIGINT');
  });

  it('has neither data nor a scratch directory where the logs of all services are mounted', () => {
    const native = { program: 'server', logs: '/data', environment: { LOGS: '/data/*.log' } };
    const { spec } = plan({ ...described, 'x-native': native });
    expect(spec.dataDirs).toEqual([]);
    expect(plan({ ...described, 'x-native': { ...native, logs: '/run/x' } }).spec.tmpDirs).toEqual([]);
    expect(spec.env['LOGS']).toBe('/repo/.lab/data/data/*.log'); // by the place, which knows
  });

  it('tells the log writer when the log is full', () => {
    const logging = { options: { 'max-size': '1k', 'max-file': '2' } };
    expect(plan({ ...described, logging }).spec.logLimits).toEqual({ maxBytes: 1000, maxFiles: 2 });
    expect(plan(described).spec).not.toHaveProperty('logLimits');
  });

  it('has another fingerprint when, and only when, something about the service changes', () => {
    const { fingerprint } = plan(described).spec;
    expect(plan(described).spec.fingerprint).toBe(fingerprint);
    expect(plan(described, { contentHash: 'b' }).spec.fingerprint).not.toBe(fingerprint);
    expect(plan({ ...described, stop_grace_period: '20s' }).spec.fingerprint).not.toBe(fingerprint);
  });

  it('does not start in a folder that the service’s user cannot enter', () => {
    expect(plan(described, { place: { ...place, base: '/var/lib/sre-lab/x' } }).spec.cwd).toBe(
      '/var/lib/sre-lab/x',
    );
  });
});
