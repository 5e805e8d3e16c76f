import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../../errors.ts';
import { ticksPerSecond } from '../../../process/auxv.ts';
import { type ProcessStat, readStat } from '../../../process/stat.ts';

const READY_LIMIT_MS = 60_000;
const POLL_MS = 200;
const STOP_GRACE_MS = 20_000;
const SCRAPE_LIMIT_MS = 4000;

interface NodeProcessPlan {
  readonly name: string;
  readonly script: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly logFile: string;
}

/** The same for all, and as compose/services.yaml has it. */
const FLAGS = ['--max-old-space-size=224'];

/** One Node process of a trio; ended with `stop`. */
export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #plan: NodeProcessPlan;

  private constructor(child: ChildProcess, plan: NodeProcessPlan) {
    this.#child = child;
    this.#plan = plan;
  }

  static start(plan: NodeProcessPlan): NodeProcess {
    const child = spawn(process.execPath, [...FLAGS, plan.script], {
      cwd: plan.cwd,
      env: { ...plan.env, NODE_ENV: 'production', LISTEN: `127.0.0.1:${plan.port}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(plan.logFile);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    return new NodeProcess(child, plan);
  }

  async ready(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_LIMIT_MS;
    while (!(await this.#answers())) {
      if (this.#child.exitCode !== null || performance.now() > deadline) {
        throw new EnvironmentError(
          `${this.#plan.name} did not become ready; see its log ${this.#plan.logFile}`,
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  /** User and system time so far, all threads. */
  cpuSeconds(): number {
    return this.#stat().ticks / ticksPerSecond();
  }

  residentMb(): number {
    return this.#stat().rssBytes / 2 ** 20;
  }

  /** Prometheus says the same in its `Accept`. */
  async scrape(): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.#plan.port}/metrics`, {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
      signal: AbortSignal.timeout(SCRAPE_LIMIT_MS),
    });
    await response.arrayBuffer();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }

  #stat(): ProcessStat {
    const stat = readStat(this.#child.pid ?? 0);
    if (stat === undefined) throw new EnvironmentError(`${this.#plan.name} has exited, or this is not Linux`);
    return stat;
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#plan.port}/health/ready`, {
        signal: AbortSignal.timeout(2000),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}
