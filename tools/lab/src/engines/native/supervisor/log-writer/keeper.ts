import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../../../../process/service-processes.ts';
import { readStat, STOPPED } from '../../../../process/stat.ts';
import { logWriterPids } from '../find.ts';
import { connectTo } from '../line-socket.ts';
import { askLogWriter, askOnce, logWriterDoor } from './ask.ts';
import { LOG_WRITER_VERSION } from './protocol.ts';

const HELLO_LIMIT_MS = 2000;
const END_LIMIT_MS = 5000; // its own, for a disk that stays full, and some
const START_AGAIN_MS = 1000;
const LOOK_AGAIN_MS = 20;
const HEARTBEAT_MS = 1000;
/** One that was stopped by a signal is resumed at once, for nothing is lost by that; one that only may be slow is given time. */
const SILENCE_LIMIT_MS = 10_000;

interface KeeperOptions {
  readonly stateDir: string;
  /** The file to run. */
  readonly main: string;
  readonly note: (what: unknown) => void;
}

/** Sees to it that the log writer runs: the one that an earlier supervisor started, or a new one, whenever it has ended. */
export class LogWriterKeeper {
  private readonly options: KeeperOptions;
  private isFinished = false;
  private startAt = 0;
  /** Since when it does not answer. */
  private silentSince: number | undefined;
  /** Logs that it says it cannot write. */
  private stuckLogs: readonly string[] = [];

  constructor(options: KeeperOptions) {
    this.options = options;
  }

  /** What is wrong with the logs now, in words. */
  get troubles(): readonly string[] {
    if (this.silentSince === undefined) return this.stuckLogs;
    return [`the log writer has not answered since ${new Date(this.silentSince).toISOString()}`];
  }

  /** Until `finish`. */
  async keep(): Promise<void> {
    while (!this.isFinished) {
      try {
        await this.watch();
      } catch (error) {
        this.options.note(error);
        await sleep(START_AGAIN_MS);
      }
    }
  }

  /** Once nothing writes any more: it empties the pipes, and ends. */
  async finish(): Promise<void> {
    // One that was killed just now is started again for that.
    await askLogWriter(this.options.stateDir, { do: 'hello' }, HELLO_LIMIT_MS);
    this.isFinished = true;
    await this.end();
  }

  private async watch(): Promise<void> {
    const { stateDir, note } = this.options;
    const socket = await connectTo(logWriterDoor(stateDir));
    if (socket === undefined) return this.start();
    const reply = await askLogWriter(stateDir, { do: 'hello' }, HELLO_LIMIT_MS);
    if (reply !== undefined && reply.version !== LOG_WRITER_VERSION) await this.end();
    // Nothing is said on it: it closes with the log writer's end.
    const closed = socket.resume().closed ? Promise.resolve() : once(socket, 'close');
    while (!socket.closed && !this.isFinished) {
      await this.checkPulse();
      await Promise.race([closed, sleep(HEARTBEAT_MS)]);
    }
    this.silentSince = undefined;
    if (!this.isFinished) note('the log writer has exited; restarting it');
  }

  /** While it is silent, the services' pipes fill up, and their lines are dropped. */
  private async checkPulse(): Promise<void> {
    const asked = Date.now();
    const reply = await askOnce(this.options.stateDir, { do: 'hello' }, HELLO_LIMIT_MS);
    this.stuckLogs = reply?.troubles ?? [];
    if (reply === undefined) {
      const hasEnded = Date.now() - asked < HELLO_LIMIT_MS; // then its connection closes, too
      if (!hasEnded) this.revive((this.silentSince ??= asked));
      return;
    }
    if (this.silentSince !== undefined) this.options.note('the log writer responds again');
    this.silentSince = undefined;
  }

  private revive(silentSince: number): void {
    const { stateDir, note } = this.options;
    for (const pid of logWriterPids(stateDir)) {
      const seconds = Math.round((Date.now() - silentSince) / 1000);
      if (readStat(pid)?.state === STOPPED) {
        note(`the log writer (process ${pid}) is stopped and has not answered for ${seconds} s; resuming it`);
        signal(pid, 'SIGCONT');
      } else if (Date.now() - silentSince >= SILENCE_LIMIT_MS) {
        note(`the log writer (process ${pid}) has not answered for ${seconds} s; killing it`);
        signal(pid, 'SIGKILL');
      }
    }
  }

  private async start(): Promise<void> {
    if (!this.isFinished && Date.now() >= this.startAt) {
      this.startAt = Date.now() + START_AGAIN_MS;
      const { main, stateDir, note } = this.options;
      const child = spawn(process.execPath, [main, stateDir], { detached: true, stdio: ['ignore', 2, 2] });
      child.on('error', (error) => note(`cannot start the log writer: ${error.message}`));
      child.unref();
    }
    await sleep(LOOK_AGAIN_MS);
  }

  private async end(): Promise<void> {
    const { stateDir } = this.options;
    for (const pid of logWriterPids(stateDir))
      for (const name of ['SIGTERM', 'SIGCONT'] as const) signal(pid, name); // a stopped one ends once it is resumed
    const deadline = Date.now() + END_LIMIT_MS;
    for (let left = logWriterPids(stateDir); left.length > 0; left = logWriterPids(stateDir)) {
      // It is stuck; nothing but the end of the logs is left to save.
      if (Date.now() > deadline) for (const pid of left) signal(pid, 'SIGKILL');
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
