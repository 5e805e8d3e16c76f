import { readRecords } from './record.ts';
import { PROTOCOL_VERSION, type Request, type SupervisorStatus } from './protocol.ts';
import { Unit } from './unit.ts';

/** All services of one lab. Knows no order among them but the one to stop in: who starts what when is `up`'s concern. */
export class Supervisor {
  private readonly stateDir: string;
  private readonly units = new Map<string, Unit>();

  constructor(stateDir: string) {
    this.stateDir = stateDir;
    for (const record of readRecords(stateDir)) {
      const unit = new Unit(stateDir, record.spec);
      this.units.set(record.spec.name, unit);
      unit.adopt(record);
    }
  }

  status(): SupervisorStatus {
    const units = [...this.units.values()].map((unit) => unit.status());
    return { version: PROTOCOL_VERSION, pid: process.pid, units };
  }

  async handle(request: Request): Promise<SupervisorStatus> {
    switch (request.do) {
      case 'status':
      case 'leave':
        break;
      case 'start':
        await this.unitFor(request.spec.name, () => new Unit(this.stateDir, request.spec)).start(
          request.spec,
        );
        break;
      case 'shutdown':
        await this.stopAll();
        break;
      case 'stop':
        await this.unitFor(request.name).stop();
        this.units.delete(request.name);
        break;
      default:
        await this.unitFor(request.name)[request.do]();
    }
    return this.status();
  }

  rotateLogs(): void {
    for (const unit of this.units.values()) unit.rotateLog();
  }

  /** Each service stops once all that need it have stopped. */
  async stopAll(): Promise<void> {
    const stopping = new Map<string, Promise<void>>();
    const stop = (name: string): Promise<void> => {
      const known = stopping.get(name);
      if (known !== undefined) return known;
      const dependants = this.status().units.filter((unit) => unit.dependsOn.includes(name));
      const stopped = Promise.all(dependants.map((unit) => stop(unit.name))).then(() =>
        this.units.get(name)?.stop(),
      );
      stopping.set(name, stopped);
      return stopped;
    };
    await Promise.all([...this.units.keys()].map(stop));
    this.units.clear();
  }

  private unitFor(name: string, create?: () => Unit): Unit {
    const unit = this.units.get(name) ?? create?.();
    if (unit === undefined) throw new Error(`${name} was not started`);
    this.units.set(name, unit);
    return unit;
  }
}
