import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { eventually, freePort, freePorts, until } from '@lab/testing';
import { logWriterPids } from '../src/engines/native/supervisor/find.ts';
import { answerOn, httpService, isGone, lab, pidOf, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(60_000);

useTemporaryLab();

describe('up and down', () => {
  it('starts a service, waits until it is ready, and stops all of it', async () => {
    lab.describe({ web: httpService(port) });
    const before = Date.now();
    const { status } = await lab.engine().up();
    expect(status).toEqual([
      {
        name: 'web',
        state: 'running',
        ready: true,
        pid: expect.any(Number),
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        url: `tcp://127.0.0.1:${port}`,
        restarts: 0,
        fallback: null,
      },
    ]);
    const startedAt = Date.parse(status[0]?.startedAt ?? '');
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(startedAt).toBeLessThan(Date.now());
    const pid = await answerOn(port);
    expect(pid).toBe(status[0]?.pid);
    const supervisor = await lab.supervisorPid();
    await lab.engine().down();
    expect([isGone(pid), logWriterPids(lab.stateDir)]).toEqual([true, []]);
    await until('the supervisor to end', () => isGone(supervisor));
    expect(await lab.status()).toMatchObject({ state: 'absent', ready: false, pid: null, startedAt: null });
  });

  it('leaves what runs alone, and starts anew what is described otherwise now', async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    const first = await answerOn(port);
    await lab.engine().up();
    expect(await answerOn(port)).toBe(first);
    lab.describe({ web: httpService(port, { environment: { LISTEN: '0.0.0.0:80', OTHER: 'value' } }) });
    await lab.engine().up();
    expect(await answerOn(port)).not.toBe(first);
    expect(isGone(first)).toBe(true);
  });

  it('starts a service only when what it needs is ready, and stops it before', async () => {
    const order = join(lab.root, 'order');
    const append = (word: string): string => `require('node:fs').appendFileSync('${order}', '${word}\\n');`;
    const traced = (name: string, readyAfterMs: number): string => `
      ${append(`${name} starts`)}
      process.on('SIGTERM', () => { ${append(`${name} stops`)} process.exit(0); });
      setTimeout(() => {
        ${append(`${name} is ready`)}
        const [host, port] = process.env.LISTEN.split(':');
        require('node:http').createServer((_, response) => response.end()).listen(Number(port), host);
      }, ${readyAfterMs});
    `;
    const service = (name: string, port: number, script: string): Record<string, unknown> =>
      httpService(port, {
        'x-native': {
          program: 'node',
          command: ['node', '-e', script],
          ready: { http: `http://${name}:80/` },
        },
      });
    lab.describe({
      web: {
        ...service('web', port, traced('web', 0)),
        depends_on: { store: { condition: 'service_healthy' } },
      },
      store: service('store', await freePort(), traced('store', 300)),
    });
    await lab.engine().up();
    await lab.engine().down();
    expect(readFileSync(order, 'utf8').trim().split('\n')).toEqual([
      'store starts',
      'store is ready',
      'web starts',
      'web is ready',
      'web stops',
      'store stops',
    ]);
  });

  it('runs preparations first, and fails with the end of the log when one fails', async () => {
    const prepare = [['node', '-e', 'console.log("no room for data"); process.exit(4)']];
    const native = { program: 'node', command: ['node', '-e', ''], prepare };
    lab.describe({ web: httpService(port, { 'x-native': native }) });
    await expect(lab.engine().up()).rejects.toThrow(/web: .*ended with 4[\s\S]*no room for data/);
  });

  it('quotes a log that is still on its way', async () => {
    const idle = { program: 'node', command: ['node', '-e', 'setInterval(() => {}, 1000)'] };
    lab.describe({ other: httpService(await freePort(), { 'x-native': idle }) });
    await lab.engine().up();
    const [logWriter = 0] = logWriterPids(lab.stateDir);
    const script = `
      process.kill(${logWriter}, 'SIGSTOP');
      const thaw = ['-c', 'sleep 0.5; kill -CONT ${logWriter}'];
      require('node:child_process').spawn('sh', thaw, { detached: true, stdio: 'ignore', env: {} }).unref();
      console.log('no room for data');
      process.exitCode = 4;
    `;
    lab.describe({ web: httpService(port, { 'x-native': { ...idle, prepare: [['node', '-e', script]] } }) });
    await expect(lab.engine().up()).rejects.toThrow(/ended with 4[\s\S]*ends with:\s+no room for data$/);
  });

  it('reports what nothing depends on as degraded where it does not start, and fails for what is needed', async () => {
    const [web = 0, api = 0, looker = 0] = await freePorts(3);
    const broken = {
      ...httpService(looker),
      restart: 'no',
      'x-native': {
        program: 'node',
        command: ['node', '-e', 'process.exit(3)'],
        ready: { http: 'http://looker:80/' },
      },
    };
    const withNeed = { ...httpService(web), depends_on: { api: { condition: 'service_healthy' } } };
    const ready = { ready: { http: 'http://api:80/' } };
    const recipe = (httpService(api) as { 'x-native': object })['x-native'];
    lab.describe({
      web: withNeed,
      api: { ...httpService(api), 'x-native': { ...recipe, ...ready } },
      looker: broken,
    });
    const { degraded, status } = await lab.engine().up({ timeoutMs: 10_000 });
    expect(degraded.map(({ name }) => name)).toEqual(['looker']);
    expect(degraded[0]?.reason).toContain('looker: not ready');
    expect(status.filter((each) => each.ready).map(({ name }) => name)).toEqual(['web', 'api']);
    // By name it is what was asked for.
    await expect(lab.engine().up({ only: ['looker'], timeoutMs: 10_000 })).rejects.toThrow(
      'looker: not ready',
    );
  });

  it('gives up at its time limit and says what is missing, and goes on from there', async () => {
    const flag = join(lab.root, 'flag');
    const script = `
      const [host, port] = process.env.LISTEN.split(':');
      require('node:http').createServer((_, response) => {
        response.statusCode = require('node:fs').existsSync('${flag}') ? 200 : 503;
        response.end();
      }).listen(Number(port), host);
    `;
    lab.describe({
      web: httpService(port, {
        'x-native': { program: 'node', command: ['node', '-e', script], ready: { http: 'http://web:80/' } },
      }),
    });
    // On a busy machine the first ones find nothing that answers yet.
    await eventually('it answers', () =>
      expect(lab.engine().up({ timeoutMs: 700 })).rejects.toThrow(
        /web: not ready: http:\/\/127.0.0.1:\d+\/ answers 503/,
      ),
    );
    const before = pidOf(await lab.status());
    writeFileSync(flag, '');
    const { status } = await lab.engine().up();
    expect(status[0]).toMatchObject({ ready: true, pid: before });
  });

  it('keeps state and passwords from other users', async () => {
    lab.describe({ web: httpService(port, { environment: { LISTEN: '0.0.0.0:80', PASSWORD: 'secret' } }) });
    await lab.engine().up();
    expect(statSync(join(lab.stateDir, 'run')).mode & 0o777).toBe(0o700);
    expect(statSync(join(lab.stateDir, 'run', 'web.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(lab.stateDir, 'logs', 'web.log')).mode & 0o777).toBe(0o600);
    // In there: whoever can pass through the state directory must not be able to give orders.
    expect(existsSync(join(lab.stateDir, 'run', 'control.sock'))).toBe(true);
  });

  it('works where the path is longer than a socket address may be', async () => {
    const deep = join(lab.root, 'a'.repeat(60), 'b'.repeat(60));
    const { stateDir } = lab;
    Object.assign(lab, { stateDir: join(deep, '.lab') });
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    expect(pidOf(await lab.status())).toBe(await answerOn(port));
    await lab.engine().down({ wipe: true });
    Object.assign(lab, { stateDir });
  });
});

describe('a taken port', () => {
  let stranger: Server;
  beforeEach(async () => {
    stranger = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
  });
  afterEach(() => stranger.close());

  it('is reported with its holder before anything starts, and the holder is left alone', async () => {
    lab.describe({ web: httpService(port), other: httpService(await freePort()) });
    await expect(lab.engine().up()).rejects.toThrow(
      new RegExp(
        `nothing was started:\\s+port ${port} \\(web\\) is already in use by process ${process.pid}: `,
      ),
    );
    expect(stranger.listening).toBe(true);
    expect((await lab.engine().status()).map(({ state }) => state)).toEqual(['absent', 'absent']);
  });
});

describe('logs and usage', () => {
  it('keeps what services write, across restarts, and follows it', async () => {
    const script = `console.log('first line of', process.pid); console.error('and stderr'); setInterval(() => {}, 1000)`;
    lab.describe({
      web: httpService(port, { 'x-native': { program: 'node', command: ['node', '-e', script] } }),
    });
    await lab.engine().up();
    const first = pidOf(await lab.status());
    await until('the log', async () => (await all(lab.engine().logs('web'))).length === 2);
    const lines: string[] = [];
    const following = (async () => {
      for await (const line of lab.engine().logs('web', { follow: true, lines: 0 })) {
        lines.push(line);
        if (lines.length === 2) return;
      }
    })();
    await lab.engine().kill('web');
    await following;
    const second = pidOf(await lab.statusWhen('the restart', ({ pid }) => pid !== null));
    expect(lines).toEqual([`first line of ${second}`, 'and stderr']);
    expect(await all(lab.engine().logs('web'))).toEqual([`first line of ${first}`, 'and stderr', ...lines]);
    expect(await all(lab.engine().logs('web', { lines: 1 }))).toEqual(['and stderr']);
  });

  it('adds up memory and processor time of all processes of a service', async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    const [usage] = await lab.engine().processUsage();
    const rssKilobytes = Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(await answerOn(port))], { encoding: 'utf8' }),
    );
    expect(usage?.name).toBe('web');
    expect(usage?.rssBytes).toBeGreaterThan(rssKilobytes * 1024 * 0.5);
    expect(usage?.rssBytes).toBeLessThan(rssKilobytes * 1024 * 2);
    expect(usage?.cpuSeconds).toBeGreaterThan(0);
  });
});

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const result: string[] = [];
  for await (const line of lines) result.push(line);
  return result;
}
