import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventually } from '@lab/testing';
import {
  BESIDE_LAB,
  findSecondLab,
  prepareSecondLab,
  type SecondLab,
  type SharedLab,
  WHOLE_LAB,
} from '../../tools/lab/src/second-lab/second-lab.ts';
import { type CommandResult, runCommand } from './command.ts';
import { within } from './polling.ts';

const ROOT = resolve(__dirname, '../..');
/** Installing and building are done before; Compose may still build its image. */
const UP_LIMIT_MS = 600_000;
/** Within that, how long `up` waits for its services. RabbitMQ takes 10 s, and many times that on a busy machine at low priority. */
const READY_WITHIN_S = 300;
/** Any other verb; the longest is an audit that waits for 120 s until the lab has settled. */
export const VERB_LIMIT_MS = 180_000;
export const READY_LIMIT_MS = 90_000;

/** Where a service's port is, by the variable that moves it. */
const PORTS = {
  gateway: 'GATEWAY_PORT',
  orders: 'ORDERS_PORT',
  inventory: 'INVENTORY_PORT',
  oncall: 'ONCALL_PORT',
  jaeger: 'JAEGER_PORT',
  prometheus: 'PROMETHEUS_PORT',
  alertmanager: 'ALERTMANAGER_PORT',
  postgres: 'POSTGRES_PORT',
  redis: 'REDIS_PORT',
  rabbitmq: 'RABBITMQ_PORT',
  rabbitmqApi: 'RABBITMQ_MANAGEMENT_PORT',
  loki: 'LOKI_PORT',
} as const;

const PASSWORDS = {
  postgres: 'POSTGRES_PASSWORD',
  redis: 'REDIS_PASSWORD',
  rabbitmq: 'RABBITMQ_PASSWORD',
} as const;

export interface ServiceStatus {
  readonly name: string;
  readonly state: string;
  readonly ready: boolean;
  readonly pid: number | null;
  readonly restarts: number;
  /** The fallback program, if the service's own is not available. */
  readonly fallback: string | null;
}

export interface Verdict {
  readonly held: boolean;
  readonly accepted: number;
  readonly confirmed: number;
  readonly inFlight: number;
  readonly violations: readonly { rule: string; subject: string; detail: string }[];
}

/** Which engine the whole-lab tests are run on; `lab test --engine` sets it. */
export const engine = process.env['LAB_ENGINE'] ?? 'native';

/** A lab beside the user's: other ports, other state. It is used by its command line, as its user would. */
export class Lab {
  readonly root = ROOT;
  readonly env: NodeJS.ProcessEnv;
  readonly stateDir: string;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #only: readonly string[] | undefined;

  /** With `only` it has these services and their dependencies. */
  constructor({ stateDir, envFile, variables }: SecondLab, only?: readonly string[]) {
    this.stateDir = stateDir;
    this.#only = only;
    this.#variables = variables;
    const { NODE_OPTIONS: _jests, ...inherited } = process.env;
    this.env = { ...inherited, ...variables, LAB_STATE_DIR: stateDir, LAB_ENV_FILE: envFile };
  }

  run(args: readonly string[], timeoutMs = VERB_LIMIT_MS): Promise<CommandResult> {
    return runCommand([join(ROOT, 'lab'), ...args], { cwd: ROOT, env: this.env, timeoutMs });
  }

  /** Runs a verb that must answer with 0; its output is in the failure otherwise. */
  async ok(args: readonly string[], timeoutMs = VERB_LIMIT_MS): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, timeoutMs);
    if (code !== 0) throw new Error(`lab ${args.join(' ')} answered ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Starts what does not run, and waits until it is ready. */
  async up(): Promise<void> {
    const only = this.#only === undefined ? [] : ['--only', this.#only.join(',')];
    const args = ['up', '--engine', engine, '--timeout', String(READY_WITHIN_S), ...only];
    await this.ok(args, UP_LIMIT_MS);
  }

  port(service: keyof typeof PORTS): number {
    const port = Number(this.#variables[PORTS[service]]);
    if (!Number.isInteger(port)) throw new Error(`no compose file has \${${PORTS[service]}:-…}`);
    return port;
  }

  url(service: keyof typeof PORTS): string {
    return `http://127.0.0.1:${this.port(service)}`;
  }

  /** Where a store is, with what it takes to be let in. */
  storeUrl(store: keyof typeof PASSWORDS): string {
    const password = encodeURIComponent(this.#variables[PASSWORDS[store]] ?? '');
    const address = `127.0.0.1:${this.port(store)}`;
    return {
      postgres: `postgres://lab:${password}@${address}/orders`,
      redis: `redis://:${password}@${address}`,
      rabbitmq: `amqp://lab:${password}@${address}`,
    }[store];
  }

  async status(): Promise<readonly ServiceStatus[]> {
    const { code, stdout, stderr } = await this.run(['status', '--json']);
    if (code !== 0 && code !== 1) throw new Error(`lab status answered ${code}: ${stderr}`);
    const { services } = JSON.parse(stdout) as { services: ServiceStatus[] };
    return this.#only === undefined ? services : services.filter(({ state }) => state !== 'absent');
  }

  /** How every service stands, when each runs and is ready; rejects when one is not. */
  async readyNow(): Promise<readonly ServiceStatus[]> {
    const services = await this.status();
    const waiting = services.filter(({ ready }) => !ready).map(({ name, state }) => `${name} (${state})`);
    if (services.length === 0 || waiting.length > 0) throw new Error(`not ready: ${waiting.join(', ')}`);
    return services;
  }

  allReady(): Promise<readonly ServiceStatus[]> {
    return eventually('every service is ready', () => this.readyNow(), within(READY_LIMIT_MS));
  }

  async kill(service: string): Promise<void> {
    await this.ok(['kill', service]);
  }

  async pause(service: string): Promise<void> {
    await this.ok(['pause', service]);
  }

  async resume(service: string): Promise<void> {
    await this.ok(['resume', service]);
  }

  async audit(args: readonly string[] = []): Promise<{ code: number | null; verdict: Verdict }> {
    const { code, stdout, stderr } = await this.run(['audit', '--json', '--settle', '120s', ...args]);
    if (code !== 0 && code !== 1) throw new Error(`lab audit answered ${code}: ${stderr}`);
    return { code, verdict: JSON.parse(stdout) as Verdict };
  }
}

/**
 * A lab that specs share, up and ready: bringing it up takes longer than most of them. `lab test` starts it before the first and
 * ends it after the last; a spec run by itself starts it, and leaves it.
 */
const shared = async ({ name, only }: SharedLab): Promise<Lab> => {
  const prepared = (await findSecondLab(ROOT, name)) ?? (await prepareSecondLab(ROOT, name, engine));
  const lab = new Lab(prepared, only);
  await lab.up();
  await lab.allReady();
  return lab;
};

export const wholeLab = (): Promise<Lab> => shared(WHOLE_LAB);

/** The lab of `….beside.whole-spec.ts`, which has no metrics and no traces. */
export const besideLab = (): Promise<Lab> => shared(BESIDE_LAB);

/** A lab of a spec's own, not started, with empty data. `discard` ends it. */
export const ownLab = async (name: string): Promise<SecondLab> => {
  const left = await findSecondLab(ROOT, name); // of a run that was killed
  if (left !== undefined) await discard(left);
  return prepareSecondLab(ROOT, name, engine);
};

export const discard = async (prepared: SecondLab): Promise<void> => {
  await new Lab(prepared).ok(['down', '--wipe']);
  await rm(prepared.stateDir, { recursive: true });
  await rm(prepared.envFile);
};

/** For a hook that brings the lab up. */
export const UP_TIMEOUT_MS = UP_LIMIT_MS + READY_LIMIT_MS;
