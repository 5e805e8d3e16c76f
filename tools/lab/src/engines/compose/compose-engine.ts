import { setTimeout as sleep } from 'node:timers/promises';
import type { LabContext } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import { addressOf, type LabModel, type ServiceModel, startedByDefault, urlOf } from '../../model/model.ts';
import type {
  Address,
  CpuLimit,
  DownOptions,
  Engine,
  Inside,
  LogOptions,
  ProcessUsage,
  ServiceCommand,
  ServiceStatus,
  UpOptions,
  UpResult,
} from '../engine.ts';
import { inStartOrder, observersOf, type Skipped, unknownService } from '../../model/order.ts';
import { handOver } from '../shared/handover.ts';
import { pausedError } from '../shared/paused.ts';
import { portProblem, portsOf } from '../shared/ports.ts';
import { findHolders } from '../../process/listeners.ts';
import { probe } from '../../process/probe.ts';
import { readinessOf } from '../shared/readiness.ts';
import { addLayers, changeEnvironment, forgetLayers, type Layer, layersOf, readLab } from '../layers.ts';
import { forgetEngine, recordEngine, recordedEngine } from '../state-dir.ts';
import { childrenOf, type Container, listContainers } from './containers.ts';
import { crash } from './crash.ts';
import { compose, composeExec, docker, composeLines, composeWithProgress } from './docker.ts';
import { inside } from './inside.ts';
import { lateObserver, startObservers } from './observers.ts';
import { readUsage } from './usage.ts';

const TIME_LIMIT_MS = 300_000; // Compose and we each count from when the images are there
/** How long what nothing depends on is waited for once the rest is there. */
const OBSERVER_LIMIT_MS = 60_000;
const POLL_MS = 250;
const CPU_PERIOD_US = 100_000; // the kernel's own default
const GONE_LIMIT_MS = 15_000;

/** Fallbacks are for machines without a program; an image always has it. */
const ABSENT = {
  state: 'absent',
  ready: false,
  pid: null,
  startedAt: null,
  restarts: 0,
  fallback: null,
} as const satisfies Partial<ServiceStatus>;

/** The lab as containers of one Compose project. */
export class ComposeEngine implements Engine {
  readonly name = 'compose';
  private readonly context: LabContext;
  private model: LabModel;

  constructor(context: LabContext, model: LabModel) {
    this.context = context;
    this.model = model;
  }

  get services(): readonly ServiceModel[] {
    return startedByDefault(this.model);
  }

  get layers(): readonly Layer[] {
    return layersOf(this.context.stateDir);
  }

  async up({
    only,
    with: layers = [],
    timeoutMs = TIME_LIMIT_MS,
    progress = () => undefined,
  }: UpOptions = {}): Promise<UpResult> {
    const { stateDir } = this.context;
    addLayers(stateDir, layers);
    this.model = readLab(this.context);
    const names = only ?? this.services.map(({ name }) => name);
    const services = inStartOrder(this.model.services, names);
    await this.checkMachine(services);
    recordEngine(stateDir, 'compose');
    const observers = only === undefined ? observersOf(this.model.services) : new Set<string>();
    const seconds = String(Math.ceil(timeoutMs / 1000));
    const needed = names.filter((name) => !observers.has(name));
    const run = (args: readonly string[]): Promise<void> => composeWithProgress(this.context, args, progress);
    await run(['up', '--detach', '--build', '--wait', '--wait-timeout', seconds, ...needed]);
    const refused = await startObservers(
      names.filter((name) => observers.has(name)),
      run,
    );
    // Compose counts a container without a health check as healthy once it runs.
    const deadline = Date.now() + timeoutMs; // pulling and building, which may take long the first time, are behind us
    const awaited = services.filter(({ name }) => !refused.some((each) => each.name === name));
    const { status, late } = await this.untilReady(awaited, { deadline, observers });
    return { status, skipped: [], degraded: [...refused, ...late] };
  }

  async down({ wipe = false, progress = () => undefined }: DownOptions = {}): Promise<void> {
    await composeWithProgress(this.context, ['down', ...(wipe ? ['--volumes'] : [])], progress);
    forgetEngine(this.context.stateDir);
    forgetLayers(this.context.stateDir);
  }

  /** Docker writes the logs, and says nothing of how it fares. */
  troubles(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async status(): Promise<ServiceStatus[]> {
    const containers = await listContainers(this.context);
    return Promise.all(
      this.services.map((service) =>
        this.toStatus(
          service,
          containers.find((container) => container.service === service.name),
        ),
      ),
    );
  }

  async kill(name: string): Promise<void> {
    const victim = await this.container(name);
    await crash(this.context, victim);
    // A frozen process takes its SIGKILL when it is thawed.
    if (victim.state === 'paused') await this.resume(name).catch(() => undefined);
    const deadline = Date.now() + GONE_LIMIT_MS;
    while ((await this.container(name)).pid === victim.pid) {
      if (Date.now() > deadline)
        throw new EnvironmentError(`${name}: process ${victim.pid} did not exit after SIGKILL`);
      await sleep(POLL_MS);
    }
  }

  async pause(name: string): Promise<void> {
    this.find(name);
    await compose(this.context, ['pause', name]);
  }

  async resume(name: string): Promise<void> {
    this.find(name);
    await compose(this.context, ['unpause', name]);
  }

  async restart(name: string): Promise<void> {
    const { id, pid, state } = await this.container(name);
    if (this.find(name).handover === undefined || state !== 'running' || pid === null) {
      await compose(this.context, ['restart', '--no-deps', name]);
      return;
    }
    await handOver({
      service: name,
      processes: () => childrenOf(this.context, { id, pid }),
      // not `docker kill`: the restart policy would end with it, whatever the signal
      begin: () => compose(this.context, ['exec', '-T', name, 'sh', '-c', 'kill -HUP 1']),
    });
  }

  async stop(name: string): Promise<void> {
    this.find(name);
    await compose(this.context, ['stop', name]);
  }

  async changeEnvironment(name: string, changes: Readonly<Record<string, string>> | null): Promise<void> {
    this.find(name);
    changeEnvironment(this.context.stateDir, name, changes);
    await compose(this.context, ['up', '--detach', '--no-deps', '--no-build', name]);
  }

  async limitCpu(name: string, limit: CpuLimit | null): Promise<void> {
    const { id } = await this.container(name);
    // As a quota: `--cpus` could not be taken back.
    const quota = limit === null ? -1 : Math.round(limit.share * CPU_PERIOD_US);
    await docker(this.context, ['update', `--cpu-period=${CPU_PERIOD_US}`, `--cpu-quota=${quota}`, id]);
  }

  get inside(): Inside {
    return inside(this.context);
  }

  async runBeside(name: string, command: ServiceCommand): Promise<void> {
    await this.container(name);
    await composeExec(this.context, name, command);
  }

  logs(name: string, { follow = false, lines }: LogOptions = {}): AsyncIterable<string> {
    this.find(name);
    const options = [
      ...(follow ? ['--follow'] : []),
      ...(lines === undefined ? [] : ['--tail', String(lines)]),
    ];
    return composeLines(this.context, ['logs', '--no-log-prefix', '--no-color', ...options, name]);
  }

  address(name: string, containerPort: number): Address {
    return addressOf(this.find(name), containerPort);
  }

  processUsage(): Promise<ProcessUsage[]> {
    return readUsage(this.context);
  }

  private find(name: string): ServiceModel {
    const service = this.model.services.find((candidate) => candidate.name === name);
    if (service === undefined) throw unknownService(name, this.model.services);
    return service;
  }

  private async container(name: string): Promise<Container> {
    this.find(name);
    const container = (await listContainers(this.context)).find(({ service }) => service === name);
    if (container === undefined)
      throw new EnvironmentError(`${name} was not started; run \`lab up\` or \`lab up --only ${name}\``);
    return container;
  }

  /** Before Compose has made half of the containers. Where /proc cannot tell (macOS), Compose itself reports the port. */
  private async checkMachine(services: readonly ServiceModel[]): Promise<void> {
    const { stateDir, envFile } = this.context;
    if (recordedEngine(stateDir) === 'native')
      throw new EnvironmentError('the lab runs on the native engine; run `lab down` first');
    const containers = await listContainers(this.context);
    const paused = containers.filter(
      ({ state, service }) => state === 'paused' && services.some(({ name }) => name === service),
    );
    if (paused.length > 0) throw pausedError(...paused.map(({ service }) => service));
    const running = containers.filter(({ pid }) => pid !== null).map(({ service }) => service);
    const wanted = portsOf(
      services
        .filter(({ name }) => !running.includes(name))
        .map((service) => ({ ...service, native: undefined })),
    );
    const problem = portProblem(wanted, findHolders(wanted.map(({ port }) => port)), envFile);
    if (problem !== undefined) throw problem;
  }

  private async toStatus(service: ServiceModel, container: Container | undefined): Promise<ServiceStatus> {
    const { name } = service;
    const url = urlOf(service);
    if (container === undefined) return { name, url, ...ABSENT };
    const { state, pid, startedAt, restarts } = container;
    const ready = await this.isReady(service, container);
    return { name, url, state, ready, pid, startedAt, restarts, fallback: null };
  }

  private async isReady(service: ServiceModel, { state, isHealthy }: Container): Promise<boolean> {
    if (state !== 'running' || !isHealthy) return false;
    const readiness = readinessOf(service, this.model);
    // Docker's proxy takes any TCP connection, whether the container listens or not: only an answer by HTTP says something.
    if (readiness === undefined || 'tcp' in readiness) return true;
    return (await probe(readiness)) === undefined;
  }

  /** Rejects when a service that is needed is not ready in time; what only looks has less time, and is named. */
  private async untilReady(
    services: readonly ServiceModel[],
    { deadline, observers }: { deadline: number; observers: ReadonlySet<string> },
  ): Promise<{ status: ServiceStatus[]; late: Skipped[] }> {
    const patience = Math.min(deadline, Date.now() + OBSERVER_LIMIT_MS);
    for (;;) {
      const status = await this.status();
      const waiting = status.filter(
        ({ name, ready }) => !ready && services.some((service) => service.name === name),
      );
      const needed = waiting.filter(({ name }) => !observers.has(name));
      if (needed.length === 0 && (waiting.length === 0 || Date.now() > patience))
        return { status, late: waiting.map(lateObserver) };
      if (Date.now() > deadline)
        throw new EnvironmentError(
          `not ready in time: ${needed.map(({ name, state }) => `${name} (${state})`).join(', ')}`,
        );
      await sleep(POLL_MS, undefined, { signal: this.context.signal });
    }
  }
}
