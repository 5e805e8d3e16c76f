import { asFallback } from './model.ts';
import { Service } from './schema.ts';
import { durationMs, parsePort, toServiceModel } from './service.ts';

const origin = { file: 'compose.yaml', directory: '/repo', env: { PASSED_ON: 'yes' } };
const read = (raw: unknown): ReturnType<typeof toServiceModel> =>
  toServiceModel('orders', Service.parse(raw), { origin, uninterpolated: undefined });

describe('toServiceModel', () => {
  it('reads the short forms', () => {
    const service = read({
      image: 'x',
      command: 'run --fast "a b"',
      environment: ['A=1', 'B=c=d', 'PASSED_ON', 'NOT_SET'],
      ports: ['127.0.0.1:9081:8081', '9082:8082/tcp'],
      volumes: ['./etc:/etc/x:ro', 'data:/data'],
      tmpfs: '/tmp:uid=999',
      depends_on: ['redis'],
    });
    expect(service).toMatchObject({
      command: ['run', '--fast', 'a b'],
      environment: { A: '1', B: 'c=d', PASSED_ON: 'yes' },
      ports: [
        { target: 8081, published: 9081 },
        { target: 8082, published: 9082 },
      ],
      mounts: [
        { kind: 'bind', source: '/repo/etc', target: '/etc/x' },
        { kind: 'volume', source: 'data', target: '/data' },
        { kind: 'tmpfs', target: '/tmp' },
      ],
      dependsOn: [{ name: 'redis', condition: 'service_started', required: true }],
      restart: { kind: 'no' },
      stopGraceMs: 10_000,
      isBuilt: false,
    });
    expect(service.environment).not.toHaveProperty('NOT_SET');
  });

  it('reads the long forms', () => {
    const service = read({
      build: { context: '.' },
      environment: { A: 1, B: true, PASSED_ON: null },
      ports: [{ target: 80, published: '8080', host_ip: '127.0.0.1' }],
      volumes: [
        { type: 'bind', source: './f', target: '/f' },
        { type: 'tmpfs', target: '/run' },
      ],
      depends_on: { redis: { condition: 'service_healthy', required: false } },
      restart: 'on-failure:3',
      stop_grace_period: '1m30s',
    });
    expect(service).toMatchObject({
      isBuilt: true,
      environment: { A: '1', B: 'true', PASSED_ON: 'yes' },
      ports: [{ target: 80, published: 8080 }],
      mounts: [
        { kind: 'bind', source: '/repo/f', target: '/f' },
        { kind: 'tmpfs', target: '/run' },
      ],
      dependsOn: [{ name: 'redis', condition: 'service_healthy', required: false }],
      restart: { kind: 'on-failure', maxRestarts: 3 },
      stopGraceMs: 90_000,
    });
  });

  it('reads when a log is full and how many are kept, with Docker’s decimal units', () => {
    const logging = (options: object): unknown =>
      read({ logging: { driver: 'json-file', options } }).logLimits;
    expect(logging({ 'max-size': '10m', 'max-file': '3', labels: 'x' })).toEqual({
      maxBytes: 10_000_000,
      maxFiles: 3,
    });
    expect(logging({ 'max-size': '512k' })).toEqual({ maxBytes: 512_000, maxFiles: 3 });
    expect(logging({ 'max-file': 5 })).toEqual({ maxBytes: 10_000_000, maxFiles: 5 });
    expect(read({}).logLimits).toBeUndefined();
    expect(() => logging({ 'max-size': '-1' })).toThrow('logging.options.max-size: "-1" is not a size');
    expect(() => logging({ 'max-file': 'many' })).toThrow('logging.options.max-file: "many" is not a number');
  });

  it('turns a fallback into a service of the same name, with the logs of the surrounding recipe', () => {
    const service = read({
      volumes: ['/var/lib/docker/containers:/logs'],
      'x-native': {
        program: 'first',
        environment: { ONLY_FIRST: 'x' },
        logs: '/logs',
        url: 'http://orders:80/first',
        fallback: { program: 'second', prepare: [['sh']] },
      },
    });
    expect(asFallback(service)).toEqual({
      ...service,
      native: { program: 'second', logs: '/logs', environment: {}, prepare: [['sh']], ports: [] },
    });
    expect(() => asFallback(read({ 'x-native': { program: 'first' } }))).toThrow('orders has no fallback');
  });

  it('refuses logs outside any mount, a fallback inside a fallback, and a misspelt key in one', () => {
    expect(() => read({ volumes: ['a:/logs'], 'x-native': { program: 'x', logs: '/log' } })).toThrow(
      'x-native.logs: no volume is mounted on "/log"',
    );
    const withFallback = (extra: object): object => ({
      'x-native': { program: 'x', fallback: { program: 'y', ...extra } },
    });
    expect(() => read(withFallback({ logs: '/log' }))).toThrow('x-native.fallback.logs: no volume');
    expect(Service.safeParse(withFallback({ fallback: { program: 'z' } })).success).toBe(false);
    expect(Service.safeParse(withFallback({ comand: [] })).success).toBe(false);
  });

  it('remembers which variable moves a port', () => {
    const { ports } = toServiceModel('orders', Service.parse({ ports: ['127.0.0.1:8081:8081'] }), {
      origin,
      uninterpolated: ['127.0.0.1:${ORDERS_PORT:-8081}:8081'],
    });
    expect(ports).toEqual([{ target: 8081, published: 8081, variable: 'ORDERS_PORT' }]);
  });

  it('refuses a port that Docker would choose: the others could not be told it', () => {
    expect(() => read({ ports: ['127.0.0.1::80'] })).toThrow('ports[0]');
  });

  it('refuses an anonymous volume', () => {
    expect(() => read({ volumes: [{ type: 'volume', target: '/data' }] })).toThrow('anonymous');
  });

  it.each([
    ['env_file', '.env'],
    ['extends', 'base'],
    ['working_dir', '/srv'],
    ['dns', '1.1.1.1'],
    ['x-natve', {}],
  ])('refuses %s by its name: natively nothing would obey it', (key, value) => {
    expect(Service.safeParse({ image: 'x', [key]: value }).error?.issues[0]?.message).toContain(key);
  });

  it('refuses what it would only half obey inside the long forms', () => {
    const dependency = { condition: 'service_started', restart: true };
    expect(Service.safeParse({ depends_on: { redis: dependency } }).success).toBe(false);
    const udp = { target: 53, published: '53', protocol: 'udp' };
    expect(Service.safeParse({ ports: [udp] }).success).toBe(false);
    const subpath = { type: 'volume', source: 'data', target: '/data', volume: { subpath: 'x' } };
    expect(Service.safeParse({ volumes: [subpath] }).success).toBe(false);
  });

  it('leaves alone what says how a container is confined and watched', () => {
    const confined = {
      image: 'x',
      mem_limit: '1g',
      cap_drop: ['ALL'],
      healthcheck: { test: ['CMD', 'true'] },
    };
    expect(Service.safeParse(confined).success).toBe(true);
  });

  it('refuses a misspelt key of x-native', () => {
    expect(Service.safeParse({ 'x-native': { program: 'x', comand: [] } }).success).toBe(false);
  });
});

describe('parsePort', () => {
  it.each([
    ['8081:8081', { published: '8081', target: 8081 }],
    ['127.0.0.1:9081:8081', { published: '9081', target: 8081 }],
    ['[::1]:9081:8081/tcp', { published: '9081', target: 8081 }],
  ])('reads %s', (text, expected) => {
    expect(parsePort(text, 'ports[0]')).toEqual(expected);
  });

  it.each(['8081', '53:53/udp', '8000-8010:8000-8010', 'a:b'])('refuses %s', (text) => {
    expect(() => parsePort(text, 'ports[0]')).toThrow('expected "HOST:PUBLISHED:TARGET"');
  });
});

describe('durationMs', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
  ])('reads %s', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it('refuses a number without a unit', () => {
    expect(() => durationMs('30')).toThrow('is not a duration');
  });
});
