import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import { addressOf, type LabModel, type ServiceModel, startedByDefault } from '../../model/model.ts';
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
import { changeEnvironment, forgetLayers, type Layer, layersOf, readLab } from '../layers.ts';
import { forgetEngine, wipe } from '../state-dir.ts';
import { takeDown } from './down.ts';
import { withLabLock } from './lab-lock.ts';
import { readLog } from './log-file.ts';
import { unknownService } from '../../model/order.ts';
import { runBeside } from './run-beside.ts';
import { inside } from './inside.ts';
import { readStatus, readUnits } from './status.ts';
import { ensureSupervisor } from './supervisor/client.ts';
import { ask } from './supervisor/control.ts';
import { endThrottle, startThrottle } from './throttle/throttle.ts';
import { bringUp } from './up.ts';
import { readUsage } from './usage.ts';

/** The lab as processes on 127.0.0.1, under a small supervisor of its own. */
export class NativeEngine implements Engine {
  readonly name = 'native';
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

  async up(options: UpOptions = {}): Promise<UpResult> {
    const result = await bringUp(this.context, options);
    this.model = readLab(this.context); // it may have layers now that it had not
    return result;
  }

  async down({ wipe: isWiped = false, progress = () => undefined }: DownOptions = {}): Promise<void> {
    const { root, stateDir } = this.context;
    await withLabLock(this.context, progress, async () => {
      await takeDown(root, stateDir, progress);
      forgetEngine(stateDir);
      forgetLayers(stateDir);
      if (isWiped) wipe(stateDir);
    });
  }

  status(): Promise<ServiceStatus[]> {
    return readStatus(this.model, this.context.stateDir);
  }

  async troubles(): Promise<readonly string[]> {
    return (await ask(this.context.stateDir, { do: 'status' }))?.troubles ?? [];
  }

  kill(service: string): Promise<void> {
    return this.order('kill', service);
  }

  pause(service: string): Promise<void> {
    return this.order('pause', service);
  }

  resume(service: string): Promise<void> {
    return this.order('resume', service);
  }

  restart(service: string): Promise<void> {
    return this.order('restart', service);
  }

  stop(service: string): Promise<void> {
    return this.order('stop', service);
  }

  async changeEnvironment(service: string, changes: Readonly<Record<string, string>> | null): Promise<void> {
    this.find(service);
    changeEnvironment(this.context.stateDir, service, changes);
    await bringUp(this.context, { only: [service], isAlone: true });
    this.model = readLab(this.context);
  }

  async runBeside(service: string, command: ServiceCommand): Promise<void> {
    await runBeside(this.context, { service: this.find(service), services: this.model.services }, command);
  }

  logs(service: string, options: LogOptions = {}): AsyncIterable<string> {
    this.find(service);
    return readLog(join(this.context.stateDir, 'logs', `${service}.log`), options, this.context.signal);
  }

  address(service: string, containerPort: number): Address {
    return addressOf(this.find(service), containerPort);
  }

  limitCpu(service: string, limit: CpuLimit | null): Promise<void> {
    this.find(service);
    const { root, stateDir } = this.context;
    const throttled = { root, stateDir, service };
    return limit === null ? endThrottle(throttled) : startThrottle(throttled, limit);
  }

  get inside(): Inside {
    return inside(this.context.stateDir);
  }

  processUsage(): Promise<ProcessUsage[]> {
    return Promise.resolve(readUsage(this.context.stateDir));
  }

  private find(name: string): ServiceModel {
    const service = this.model.services.find((candidate) => candidate.name === name);
    if (service === undefined) throw unknownService(name, this.model.services);
    return service;
  }

  private async order(verb: 'kill' | 'pause' | 'resume' | 'restart' | 'stop', name: string): Promise<void> {
    this.find(name);
    const { root, stateDir } = this.context;
    const units = await readUnits(stateDir);
    if (!units.some((unit) => unit.name === name)) {
      throw new EnvironmentError(`${name} was not started; run \`lab up\` or \`lab up --only ${name}\``);
    }
    await ensureSupervisor(root, stateDir);
    await ask(stateDir, { do: verb, name });
  }
}
