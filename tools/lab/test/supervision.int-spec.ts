import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStat } from '../src/engines/native/proc/stat.ts';
import { answerOn, eventually, freePort, httpService, isGone, TemporaryLab } from './temporary-lab.ts';

jest.setTimeout(60_000);

let lab: TemporaryLab;
let port: number;
beforeEach(async () => {
  lab = new TemporaryLab();
  port = await freePort();
});
afterEach(() => lab.remove());

describe('a crash', () => {
  it('is mended by the restart policy and counted', async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    const first = await answerOn(port);
    process.kill(first, 'SIGKILL');
    const status = await lab.statusWhen('the restart', ({ ready, pid }) => ready && pid !== first);
    expect(status.restarts).toBe(1);
  });

  it('is what `kill` makes, to children and their orphans too', async () => {
    const orphan = join(lab.root, 'orphan');
    // A child that leaves the session and outlives its parent, as Erlang's and Postgres's helpers may.
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      require('node:fs').writeFileSync('${orphan}', String(child.pid));
      const [host, port] = process.env.LISTEN.split(':');
      require('node:http').createServer((_, response) => response.end(String(process.pid))).listen(Number(port), host);
    `;
    lab.describe({
      web: httpService(port, {
        'x-native': { program: 'node', command: ['node', '-e', script], ready: { http: 'http://web:80/' } },
      }),
    });
    await lab.engine().up();
    const [main, child] = [await answerOn(port), Number(readFileSync(orphan, 'utf8'))];
    await lab.engine().kill('web');
    expect([isGone(main), isGone(child)]).toEqual([true, true]);
    const { pid } = await lab.statusWhen('the restart', ({ ready }) => ready);
    // Now the main process alone: what it leaves behind must not stand in the way of its successor.
    const left = Number(readFileSync(orphan, 'utf8'));
    process.kill(pid ?? 0, 'SIGKILL');
    await lab.statusWhen('the second restart', ({ restarts, ready }) => restarts === 2 && ready);
    expect(isGone(left)).toBe(true);
  });

  it('at every start is retried ever more slowly, and `up` says how it ended', async () => {
    lab.describe({
      web: httpService(port, {
        'x-native': {
          program: 'node',
          command: ['node', '-e', 'console.log("bad config"); process.exit(7)'],
          ready: { http: 'http://web:80/' },
        },
      }),
    });
    await expect(lab.engine().up({ timeoutMs: 2000 })).rejects.toThrow(
      /web: not ready after \d+ restarts: ended with exit code 7[\s\S]*bad config/,
    );
    const { restarts } = await lab.status();
    expect(restarts).toBeGreaterThanOrEqual(2); // after 0.1, 0.3, 0.7, 1.5 s …
    expect(restarts).toBeLessThanOrEqual(5);
  });

  it('is not mended where the policy says no', async () => {
    lab.describe({ web: httpService(port, { restart: 'no' }) });
    await lab.engine().up();
    await lab.engine().kill('web');
    expect(await lab.status()).toMatchObject({ state: 'exited', restarts: 0, pid: null });
    await expect(lab.engine().kill('web')).rejects.toThrow('web is not running (exited)');
    await lab.engine().restart('web');
    await lab.statusWhen('the start by hand', ({ ready }) => ready);
  });
});

describe('pause, resume and restart', () => {
  beforeEach(async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
  });

  it('freezes and thaws the same process', async () => {
    const pid = await answerOn(port);
    await lab.engine().pause('web');
    expect(readStat(pid)?.state).toBe('T');
    expect(await lab.status()).toMatchObject({ state: 'paused', ready: false, pid });
    await expect(lab.engine().pause('web')).rejects.toThrow('web is not running (paused)');
    await lab.engine().resume('web');
    expect(await answerOn(port)).toBe(pid);
    await expect(lab.engine().resume('web')).rejects.toThrow('web is not paused (running)');
  });

  it('stops a paused service as well', async () => {
    const pid = await answerOn(port);
    await lab.engine().pause('web');
    await lab.engine().down();
    expect(isGone(pid)).toBe(true);
  });

  it('restarts by hand with a new process and a count from zero', async () => {
    const first = await answerOn(port);
    await lab.engine().kill('web');
    await lab.statusWhen('the restart', ({ restarts, ready }) => restarts === 1 && ready);
    await lab.engine().restart('web');
    const status = await lab.statusWhen('the restart by hand', ({ ready }) => ready);
    expect(status.restarts).toBe(0);
    expect(status.pid).not.toBe(first);
  });

  it('knows the services by name', async () => {
    await expect(lab.engine().pause('wbe')).rejects.toThrow('there is no service "wbe"; there are web');
  });
});

describe('SIGKILL of the supervisor', () => {
  beforeEach(async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
  });

  it('leaves the services running, and `status` still sees them', async () => {
    const pid = await answerOn(port);
    await lab.killSupervisor();
    expect(await lab.status()).toMatchObject({ state: 'running', ready: true, pid });
  });

  it('is mended by `up`, which adopts what runs and mends its crashes again', async () => {
    const pid = await answerOn(port);
    await lab.killSupervisor();
    await lab.engine().up();
    expect(await answerOn(port)).toBe(pid);
    process.kill(pid, 'SIGKILL');
    await lab.statusWhen(
      'the restart',
      (status) => status.ready && status.pid !== pid && status.restarts === 1,
    );
  });

  it('does not keep `down` from stopping everything', async () => {
    const pid = await answerOn(port);
    await lab.killSupervisor();
    await lab.engine().down();
    expect(isGone(pid)).toBe(true);
  });

  it('and of the service leaves `up` to start it again', async () => {
    const pid = await answerOn(port);
    await lab.killSupervisor();
    process.kill(pid, 'SIGKILL');
    expect(await eventually('its end', async () => (await lab.status()).state === 'exited')).toBe(true);
    await lab.engine().up();
    expect(await answerOn(port)).not.toBe(pid);
  });

  it('never touches a process that has got the pid of one of ours', async () => {
    await lab.killSupervisor();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const file = join(lab.stateDir, 'run', 'web.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as { main: { pid: number } };
    process.kill(record.main.pid, 'SIGKILL');
    await eventually('its end', () => isGone(record.main.pid));
    // The pid is the stranger's now; the start time is still that of our process.
    writeFileSync(file, JSON.stringify({ ...record, main: { ...record.main, pid: stranger.pid } }));
    try {
      expect(await lab.status()).toMatchObject({ state: 'exited', pid: null });
      await lab.engine().up();
      await lab.engine().kill('web');
      await lab.engine().down();
      expect(stranger.exitCode).toBeNull();
      expect(isGone(stranger.pid ?? 0)).toBe(false);
    } finally {
      stranger.kill();
    }
  });
});
