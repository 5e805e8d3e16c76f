import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, until } from '@lab/testing';

const CONFIG = resolve(__dirname, '../../../../alertmanager');
const START_LIMIT_MS = 30_000;
/** No test waits for the minute in which some receivers collect what changes. */
const HASTEN = 'sed -i "s/group_interval: 1m/group_interval: 1s/" "$FILES/alertmanager.yml" && exec "$@"';
const AUTHORIZATION = `Basic ${Buffer.from('lab:lab').toString('base64')}`;

/** Where `lab test` found it: the lab's own pin, or what the machine has. */
export const ALERTMANAGER = process.env['TEST_ALERTMANAGER'];

export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** In the past: it has resolved. */
  readonly endsAt?: Date;
}

/** The real program with the repository's configuration, as its service starts it on both engines. */
export class RealAlertmanager {
  readonly files = mkdtempSync(join(tmpdir(), 'lab-alertmanager-'));
  readonly #settings: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #output = '';
  url = '';

  /** Of what compose/telemetry.yaml sets, all that has no value is empty there, and left out here. */
  constructor(settings: Readonly<Record<string, string>>) {
    this.#settings = settings;
  }

  /** All that it has written to stdout and stderr. */
  get output(): string {
    return this.#output;
  }

  /** Answers with the exit code if it ends instead. */
  async start(): Promise<number | undefined> {
    const address = `127.0.0.1:${await freePort()}`;
    this.url = `http://${address}`;
    const command = ['sh', '-c', HASTEN, 'sh', ALERTMANAGER ?? '', ...this.#flags(address)];
    const child = spawn('sh', [join(CONFIG, 'start.sh'), ...command], {
      env: { PATH: process.env['PATH'], FILES: this.files, ...this.#settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    await until('Alertmanager is ready', async () => child.exitCode !== null || (await this.#isReady()), {
      withinMs: START_LIMIT_MS,
    });
    return child.exitCode ?? undefined;
  }

  async post(alerts: readonly PostedAlert[]): Promise<void> {
    await this.#ask('/api/v2/alerts', alerts);
  }

  async silence(name: string, value: string): Promise<void> {
    const now = Date.now();
    await this.#ask('/api/v2/silences', {
      matchers: [{ name, value, isRegex: false }],
      startsAt: new Date(now),
      endsAt: new Date(now + 60_000),
      createdBy: 'a test',
      comment: 'tried',
    });
  }

  async metric(name: string): Promise<number> {
    const text = await (await this.#ask('/metrics')).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  }

  /** What the process was started with. */
  get environment(): string {
    return readFileSync(`/proc/${this.#child?.pid}/environ`, 'utf8');
  }

  file(name: string): string {
    return readFileSync(join(this.files, name), 'utf8');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.files, { recursive: true });
  }

  #flags(address: string): string[] {
    return [
      `--config.file=${this.files}/alertmanager.yml`,
      `--web.config.file=${CONFIG}/web.yml`,
      `--storage.path=${this.files}/data`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
      // Default 30s: how soon it forgets a group of which nothing fires any more.
      '--dispatch.maintenance-interval=100ms',
    ];
  }

  async #isReady(): Promise<boolean> {
    return this.#ask('/-/ready').then(
      () => true,
      () => false,
    );
  }

  async #ask(path: string, body?: unknown): Promise<Response> {
    const headers = { authorization: AUTHORIZATION, 'content-type': 'application/json' };
    const posting = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${this.url}${path}`, {
      headers,
      ...posting,
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
