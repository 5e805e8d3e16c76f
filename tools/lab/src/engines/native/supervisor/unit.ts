import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../errors.ts';
import type { ServiceState } from '../../engine.ts';
import { handOver } from '../../shared/handover.ts';
import { findProcesses, MARK_VARIABLE, readLink, signal } from '../../../process/service-processes.ts';
import { bootId, isAlive, type ProcessStat, readStat, STOPPED } from '../../../process/stat.ts';
import { markOf, type UnitSpec } from '../unit-spec.ts';
import { isRestarted, nextDelayMs } from './backoff.ts';
import { launch, type Launched, runPreparations } from './launch.ts';
import { LogPipe } from './log-pipe.ts';
import type { UnitStatus } from './protocol.ts';
import { identityOf, type UnitRecord, writeRecord } from './record.ts';

type Main = NonNullable<UnitRecord['main']>;

// An adopted process is not our child: nobody tells us when it ends, so we look.
const ADOPTED_POLL_MS = 200;
const GONE_POLL_MS = 20;
// A process that takes no signal waits for the kernel, as on a network disk that is away.
const SIGNAL_LIMIT_MS = 10_000;
const REAP_LIMIT_MS = 2000;

/** One service under supervision. Its operations run one after the other, never two at a time. */
export class Unit {
  private readonly stateDir: string;
  private readonly log: LogPipe;
  private spec: UnitSpec;
  private main: Main | null = null;
  private exe: string | null = null;
  private reaped: Promise<unknown> = Promise.resolve();
  private state: ServiceState = 'absent';
  private reason: string | undefined;
  private restarts = 0;
  private startedAt = 0;
  private delayMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(stateDir: string, spec: UnitSpec) {
    this.stateDir = stateDir;
    this.log = new LogPipe(stateDir, spec.name);
    this.spec = spec;
  }

  /** Takes over what an earlier supervisor started; a process that has ended meanwhile waits for `up`. */
  adopt({ main, exe, startedAt, restarts }: UnitRecord): void {
    this.log.hold();
    this.exe = exe;
    this.restarts = restarts;
    this.startedAt = startedAt;
    const stat = main === null ? undefined : readStat(main.pid);
    if (main === null || !isAlive(stat) || stat.startTime !== main.startTime) {
      this.state = 'exited';
      this.reason = 'exited while no supervisor was running';
      return;
    }
    this.main = main;
    this.state = stat.state === STOPPED ? 'paused' : 'running';
    this.watchAdopted(main);
  }

  status(): UnitStatus {
    const { name, fingerprint, dependsOn, fallback = null } = this.spec;
    const { state, main, restarts, reason } = this;
    return {
      name,
      state,
      pid: main?.pid ?? null,
      startedAt: main === null ? null : this.startedAt,
      restarts,
      fingerprint,
      dependsOn,
      fallback,
      ...(reason !== undefined && { reason }),
    };
  }

  /** Starts the service by hand: counts and delays begin anew. What runs already by the same description stays. */
  start(spec: UnitSpec): Promise<void> {
    return this.inTurn(async () => {
      if (this.main !== null && spec.fingerprint === this.spec.fingerprint) return;
      await this.end();
      this.spec = spec;
      this.forgetCrashes();
      await this.launch();
    });
  }

  /** Stops the service in order; no policy brings it back, `restart` does. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      this.reason = 'stopped by hand';
      this.record();
    });
  }

  restart(): Promise<void> {
    return this.inTurn(async () => {
      if (this.spec.handsOver && this.state === 'running') return this.handOver();
      await this.end();
      this.forgetCrashes();
      await this.launch();
    });
  }

  /** SIGKILL to everything of the service. The main process's end is then seen as any crash is. */
  kill(): Promise<void> {
    return this.inTurn(async () => {
      if (this.main === null) throw new Error(`${this.spec.name} is not running (${this.state})`);
      await this.sweep();
      await this.ended(this.main, null);
    });
  }

  pause(): Promise<void> {
    return this.inTurn(async () => {
      if (this.state !== 'running') throw new Error(`${this.spec.name} is not running (${this.state})`);
      try {
        await this.signalUntilNone('SIGSTOP', ({ state }) => state !== STOPPED);
      } catch (error) {
        this.thaw(); // half a service frozen is no state that anybody asked for
        throw error;
      }
      this.state = 'paused';
    });
  }

  resume(): Promise<void> {
    return this.inTurn(() => {
      if (this.state !== 'paused') throw new Error(`${this.spec.name} is not paused (${this.state})`);
      this.thaw();
      this.state = 'running';
    });
  }

  private inTurn(operation: () => Promise<void> | void): Promise<void> {
    const turn = this.queue.then(operation);
    this.queue = turn.catch(() => undefined); // the caller has the failure; the next operation must still run
    return turn;
  }

  private processes(): ProcessStat[] {
    return findProcesses(identityOf(this.stateDir, { spec: this.spec, main: this.main, exe: this.exe }));
  }

  private thaw(): void {
    for (const { pid } of this.processes()) signal(pid, 'SIGCONT');
  }

  private async launch(): Promise<void> {
    await this.sweep(); // leftovers of an earlier life would hold its ports and its data
    this.startedAt = Date.now();
    this.record(); // before anything runs: what a killed supervisor leaves behind must be found again
    try {
      const launching = { spec: this.spec, env: this.environment(), log: this.log };
      await runPreparations(launching);
      this.attach(await launch(launching));
    } catch (error) {
      this.state = 'exited';
      this.reason = messageOf(error);
      this.record();
      throw error;
    }
    this.state = 'running';
    this.record();
  }

  private async handOver(): Promise<void> {
    const main = this.main?.pid;
    await handOver({
      service: this.spec.name,
      processes: () =>
        Promise.resolve(
          this.processes()
            .map(({ pid }) => pid)
            .filter((pid) => pid !== main),
        ),
      begin: () => Promise.resolve(main !== undefined && signal(main, 'SIGHUP')),
    });
    this.forgetCrashes();
    this.startedAt = Date.now();
    this.record();
  }

  private environment(): Record<string, string> {
    return { ...this.spec.env, [MARK_VARIABLE]: markOf(this.stateDir, this.spec.name) };
  }

  private attach({ child, startedAt }: Launched): void {
    this.startedAt = startedAt;
    const pid = child.pid ?? 0;
    const main: Main = { pid, startTime: readStat(pid)?.startTime ?? 0 };
    this.main = main;
    if (this.spec.argv[0] === this.spec.program) this.exe = readLink(pid, 'exe');
    this.reaped = once(child, 'exit');
    child.once('exit', (exitCode) => void this.inTurn(() => this.ended(main, exitCode)));
  }

  private watchAdopted(main: Main): void {
    const timer = setInterval(() => {
      if (this.main === main && this.isMainAlive()) return;
      clearInterval(timer);
      void this.inTurn(() => this.ended(main, null));
    }, ADOPTED_POLL_MS);
  }

  private isMainAlive(): boolean {
    const stat = this.main === null ? undefined : readStat(this.main.pid);
    return isAlive(stat) && stat.startTime === this.main?.startTime;
  }

  /** The main process has ended by itself or by a crash: clear up, then do as the restart policy says. */
  private async ended(main: Main, exitCode: number | null): Promise<void> {
    if (this.main !== main) return; // stopped or killed by us, and dealt with there
    try {
      await this.sweep();
      this.reason = exitCode === null ? 'crashed' : `exited with code ${exitCode}`;
      this.main = null;
      this.scheduleRestart(exitCode);
    } catch (error) {
      this.reason = messageOf(error); // a second one beside what is left would only fight over its ports and data
      this.main = null;
      this.state = 'exited';
    }
    this.record();
  }

  private scheduleRestart(exitCode: number | null): void {
    if (!isRestarted(this.spec.restart, { exitCode, restarts: this.restarts })) {
      this.state = 'exited';
      return;
    }
    this.state = 'restarting';
    this.delayMs = nextDelayMs(this.delayMs, Date.now() - this.startedAt);
    this.timer = setTimeout(() => void this.inTurn(() => this.relaunch()), this.delayMs);
  }

  private async relaunch(): Promise<void> {
    if (this.state !== 'restarting') return; // stopped or restarted by hand meanwhile
    this.restarts += 1;
    await this.launch().catch(() => this.scheduleRestart(1)); // the reason is kept for `status`
  }

  /** Ends whatever runs, in order if it can: signal, grace, SIGKILL. */
  private async end(): Promise<void> {
    clearTimeout(this.timer);
    if (this.main !== null && signal(this.main.pid, this.spec.stopSignal)) {
      if (this.state === 'paused') this.thaw();
      const deadline = Date.now() + this.spec.stopGraceMs;
      while (this.isMainAlive() && Date.now() < deadline) await sleep(GONE_POLL_MS);
    }
    await this.sweep();
    await Promise.race([this.reaped, sleep(REAP_LIMIT_MS)]); // else it stays in the list of processes, ended
    this.main = null;
    this.state = 'exited';
  }

  private forgetCrashes(): void {
    this.restarts = 0;
    this.delayMs = 0;
    this.reason = undefined;
  }

  /** SIGKILL until nothing of the service is left. */
  private sweep(): Promise<void> {
    return this.signalUntilNone('SIGKILL', () => true);
  }

  /** Signals take effect in their own time, and more may be forked meanwhile: again, until no such process is left. */
  private async signalUntilNone(name: NodeJS.Signals, isLeft: (stat: ProcessStat) => boolean): Promise<void> {
    const remaining = (): ProcessStat[] => this.processes().filter(isLeft);
    const deadline = Date.now() + SIGNAL_LIMIT_MS;
    for (let left = remaining(); left.length > 0; left = remaining()) {
      if (Date.now() > deadline) throw new Error(unmoved(this.spec.name, name, left));
      for (const { pid } of left) signal(pid, name);
      await sleep(GONE_POLL_MS);
    }
  }

  private record(): void {
    const { spec, main, exe, startedAt, restarts } = this;
    writeRecord(this.stateDir, { spec, bootId: bootId(), main, exe, startedAt, restarts });
  }
}

const unmoved = (service: string, name: NodeJS.Signals, left: readonly ProcessStat[]): string =>
  `${service}: ${name} has no effect on ${left.map(({ pid, state }) => `process ${pid} (state ${state})`).join(', ')}; ` +
  'the kernel blocks it, for example in a disk access that hangs';
