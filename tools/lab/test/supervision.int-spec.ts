import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@lab/testing';
import { ask } from '../src/engines/native/supervisor/control.ts';
import { identityOf, type UnitRecord } from '../src/engines/native/supervisor/record.ts';
import { findProcesses } from '../src/process/service-processes.ts';
import { readStat } from '../src/process/stat.ts';
import { answerOn, httpService, isGone, lab, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(60_000);

useTemporaryLab();

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
    await expect(lab.engine().pause('wbe')).rejects.toThrow('unknown service "wbe"; available: web');
  });
});

describe('two at once', () => {
  it('take turns: `up` beside `up` starts everything once, and `down` waits for `up`', async () => {
    lab.describe({ web: httpService(port) });
    const waits: string[] = [];
    const up = (): Promise<unknown> => lab.engine().up({ progress: (line) => waits.push(line) });
    await Promise.all([up(), up()]);
    const { pid, restarts } = await lab.status();
    expect({ pid, restarts }).toEqual({ pid: await answerOn(port), restarts: 0 });
    expect(waits.filter((line) => line.startsWith('web: starting'))).toHaveLength(1);
    expect(waits).toContain(`waiting for process ${process.pid}, which is starting or stopping this lab …`);
    await lab.engine().down(); // to start anew takes longer than is waited between two looks
    const again = up();
    await until('its lock', () => existsSync(join(lab.stateDir, 'run', 'lab.lock')));
    await Promise.all([again, lab.engine().down()]);
    expect(await lab.status()).toMatchObject({ state: 'absent' });
  });

  it('leave nothing running that was to be started while everything was being stopped', async () => {
    const script = `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`;
    const native = { program: 'node', command: ['node', '-e', script] };
    lab.describe({ web: httpService(port, { 'x-native': native }) });
    await lab.engine().up();
    await until('the start', () => existsSync(logFile()) && readFileSync(logFile(), 'utf8') !== '');
    const { spec } = readRecord();
    const shutdown = ask(lab.stateDir, { do: 'shutdown' });
    await expect(ask(lab.stateDir, { do: 'start', spec: { ...spec, name: 'late' } })).rejects.toThrow(
      'the lab is stopping',
    );
    await shutdown;
  });
});

describe('a supervisor that cannot be asked', () => {
  beforeEach(async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
  });

  it('is named after a while when it is frozen, instead of being waited for', async () => {
    const pid = await lab.supervisorPid();
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(lab.engine().status()).rejects.toThrow(
        `the supervisor (process ${pid}) does not answer within 10 s`,
      );
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('is named when its socket and records were removed, instead of saying that nothing runs', async () => {
    const pid = await lab.supervisorPid();
    rmSync(join(lab.stateDir, 'run'), { recursive: true });
    await expect(lab.engine().down()).rejects.toThrow(`cannot reach this lab's supervisor (process ${pid})`);
    process.kill(pid, 'SIGTERM');
    await until('its end', () => isGone(pid));
    expect(await lab.status()).toMatchObject({ state: 'absent' });
  });
});

describe('SIGKILL of the supervisor during the first start', () => {
  it('does not keep `down` from ending the preparations that it left', async () => {
    const pidFile = join(lab.root, 'preparing');
    const script = `require('node:fs').writeFileSync('${pidFile}', String(process.pid)); setInterval(() => {}, 1000)`;
    const native = { program: 'node', command: ['node', '-e', ''], prepare: [['node', '-e', script]] };
    lab.describe({ web: httpService(port, { 'x-native': native }) });
    const up = lab.engine().up();
    const failed = expect(up).rejects.toThrow('the supervisor exited without an answer');
    const preparing = await until(
      'the preparation',
      () => existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8')),
    );
    await lab.killSupervisor();
    await failed;
    expect(isGone(preparing)).toBe(false);
    await lab.engine().down();
    expect(isGone(preparing)).toBe(true);
  });
});

describe('a process that has overwritten its environment, as Postgres and Redis do', () => {
  it('is recognised by its program and its data also when no main process is recorded', async () => {
    const data = realpathSync(mkdtempSync(join(lab.root, 'data-')));
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd: data, env: {} });
    const shell = spawn('sleep', ['60'], { cwd: data, env: { PATH: '/usr/bin:/bin' } }); // somebody looking around there
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    try {
      const { spec } = readRecord();
      const record = { spec: { ...spec, dataDirs: [data] }, main: null, exe: null };
      const pids = findProcesses(identityOf(`${lab.stateDir}-other`, record)).map(({ pid }) => pid);
      expect(pids).toEqual([child.pid]);
    } finally {
      child.kill();
      shell.kill();
    }
  });
});

const logFile = (): string => join(lab.stateDir, 'logs', 'web.log');
const readRecord = (): UnitRecord =>
  JSON.parse(readFileSync(join(lab.stateDir, 'run', 'web.json'), 'utf8')) as UnitRecord;

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
    expect(await until('its end', async () => (await lab.status()).state === 'exited')).toBe(true);
    await lab.engine().up();
    expect(await answerOn(port)).not.toBe(pid);
  });

  it('never touches a process that has got the pid of one of ours', async () => {
    await lab.killSupervisor();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const file = join(lab.stateDir, 'run', 'web.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as { main: { pid: number } };
    process.kill(record.main.pid, 'SIGKILL');
    await until('its end', () => isGone(record.main.pid));
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
