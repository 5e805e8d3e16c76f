import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { freePort, until } from '@lab/testing';
import type { ServiceStatus } from '../src/engines/engine.ts';
import type { LabContext } from '../src/context.ts';
import { NativeEngine } from '../src/engines/native/native-engine.ts';
import { isAlive, readStat } from '../src/process/stat.ts';
import { ask } from '../src/engines/native/supervisor/control.ts';
import { readModel } from '../src/model/read-model.ts';

const repository = resolve(__dirname, '../../..');

/** A lab of its own in a temporary directory: real processes, a real supervisor, services as small as can be. */
export class TemporaryLab {
  readonly root: string;
  readonly stateDir: string;
  private readonly abort = new AbortController();

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'lab-native-')));
    this.stateDir = join(this.root, '.lab');
    // The supervisor's own code is found from the root.
    symlinkSync(join(repository, 'tools'), join(this.root, 'tools'));
    mkdirSync(this.stateDir);
  }

  describe(services: Readonly<Record<string, unknown>>): void {
    writeFileSync(join(this.root, 'compose.yaml'), JSON.stringify({ name: 'temporary', services }));
  }

  /** A new one each time, as each command of a user has. */
  engine(env: Readonly<Record<string, string>> = {}): NativeEngine {
    const context = this.context(env);
    return new NativeEngine(context, readModel(context));
  }

  context(env: Readonly<Record<string, string>> = {}): LabContext {
    return {
      root: this.root,
      stateDir: this.stateDir,
      envFile: join(this.root, '.env'),
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdout: new PassThrough().resume(),
      stderr: new PassThrough().resume(),
      isTty: false,
      json: false,
      signal: this.abort.signal,
    };
  }

  async status(name = 'web'): Promise<ServiceStatus> {
    const status = (await this.engine().status()).find((service) => service.name === name);
    if (status === undefined) throw new Error(`the model has no service ${name}`);
    return status;
  }

  /** The status once it is as awaited. */
  statusWhen(what: string, holds: (status: ServiceStatus) => boolean): Promise<ServiceStatus> {
    return until(
      what,
      async () => {
        const status = await this.status();
        return holds(status) && status;
      },
      { withinMs: 30_000 },
    );
  }

  async supervisorPid(): Promise<number> {
    const status = await ask(this.stateDir, { do: 'status' });
    if (status === undefined) throw new Error('no supervisor answers');
    return status.pid;
  }

  async killSupervisor(): Promise<void> {
    const pid = await this.supervisorPid();
    process.kill(pid, 'SIGKILL');
    await until('the supervisor to be gone', () => isGone(pid));
  }

  async remove(): Promise<void> {
    await this.engine().down({ wipe: true });
    this.abort.abort();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The lab of the test that runs, and a free port of 127.0.0.1 for its service; see `useTemporaryLab`. */
export let lab: TemporaryLab;
export let port: number;

/** Gives each test of a file a lab and a port of its own. */
export const useTemporaryLab = (): void => {
  beforeEach(async () => {
    lab = new TemporaryLab();
    port = await freePort();
  });
  afterEach(() => lab.remove());
};

/** Answers HTTP on its port, or does what the test's environment variables ask of it. */
export const httpService = (
  port: number,
  overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  image: 'unused',
  restart: 'unless-stopped',
  stop_grace_period: '2s',
  environment: { LISTEN: '0.0.0.0:80' },
  ports: [`127.0.0.1:${port}:80`],
  'x-native': { program: 'node', command: ['node', '-e', SERVER], ready: { http: `http://web:80/` } },
  ...overrides,
});

const SERVER = `
  const [host, port] = process.env.LISTEN.split(':');
  require('node:http').createServer((_, response) => response.end(String(process.pid))).listen(Number(port), host);
`;

export const isGone = (pid: number): boolean => !isAlive(readStat(pid));

export function pidOf({ pid }: ServiceStatus): number {
  if (pid === null) throw new Error('it does not run');
  return pid;
}

/** The pid that a service of `httpService` answers with. */
export const answerOn = async (port: number): Promise<number> =>
  Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
