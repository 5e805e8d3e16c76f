import { rmSync } from 'node:fs';
import { messageOf } from '../../../errors.ts';
import type { LogWriterKeeper } from './log-writer/keeper.ts';
import { pipesDir } from './pipes.ts';
import { readRecords, removeRecord } from './record.ts';
import { PROTOCOL_VERSION, type Request, type SupervisorStatus } from './protocol.ts';
import { Unit } from './unit.ts';

/** All services of one lab. Knows no order among them but the one to stop in: who starts what when is `up`'s concern. */
export class Supervisor {
  private readonly stateDir: string;
  private readonly logWriter: Pick<LogWriterKeeper, 'finish' | 'troubles'>;
  private readonly units = new Map<string, Unit>();
  private isEnding = false;

  constructor(stateDir: string, logWriter: Pick<LogWriterKeeper, 'finish' | 'troubles'>) {
    this.stateDir = stateDir;
    this.logWriter = logWriter;
    for (const record of readRecords(stateDir)) {
      const unit = new Unit(stateDir, record.spec);
      this.units.set(record.spec.name, unit);
      unit.adopt(record);
    }
  }

  status(): SupervisorStatus {
    const units = [...this.units.values()].map((unit) => unit.status());
    const { isEnding, logWriter } = this;
    return { version: PROTOCOL_VERSION, pid: process.pid, isEnding, units, troubles: logWriter.troubles };
  }

  async handle(request: Request): Promise<SupervisorStatus> {
    switch (request.do) {
      case 'status':
      case 'leave':
        break;
      case 'start':
        this.refuseWhileEnding();
        await this.unitFor(request.spec.name, () => new Unit(this.stateDir, request.spec)).start(
          request.spec,
        );
        break;
      case 'shutdown':
        await this.stopAll();
        break;
      default:
        this.refuseWhileEnding();
        await this.unitFor(request.name)[request.do]();
    }
    return this.status();
  }

  /** Each service stops once all that need it have stopped. What cannot be stopped keeps nothing else from it. */
  async stopAll(): Promise<void> {
    this.isEnding = true;
    const stopping = new Map<string, Promise<void>>();
    const stop = (name: string): Promise<void> => {
      const known = stopping.get(name);
      if (known !== undefined) return known;
      const dependants = this.status().units.filter((unit) => unit.dependsOn.includes(name));
      const stopped = Promise.allSettled(dependants.map((unit) => stop(unit.name))).then(async () => {
        await this.units.get(name)?.stop();
        removeRecord(this.stateDir, name);
      });
      stopping.set(name, stopped);
      return stopped;
    };
    const settled = await Promise.allSettled([...this.units.keys()].map(stop));
    const failures = settled.flatMap((result) =>
      result.status === 'rejected' ? [messageOf(result.reason)] : [],
    );
    if (failures.length > 0) {
      this.isEnding = false; // it stays, to be asked again
      throw new Error(failures.join('\n'));
    }
    this.units.clear();
    await this.logWriter.finish();
    rmSync(pipesDir(this.stateDir), { recursive: true, force: true });
  }

  /** Else a start that was asked for just before would bring something back that nobody watches. */
  private refuseWhileEnding(): void {
    if (this.isEnding) throw new Error('the lab is stopping; run `lab up` when it has stopped');
  }

  private unitFor(name: string, create?: () => Unit): Unit {
    const unit = this.units.get(name) ?? create?.();
    if (unit === undefined) throw new Error(`${name} was not started`);
    this.units.set(name, unit);
    return unit;
  }
}
