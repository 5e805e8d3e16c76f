import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../../../../proc/members.ts';
import { logWriterPids } from '../find.ts';
import { connectTo } from '../line-socket.ts';
import { askLogWriter, logWriterDoor } from './ask.ts';
import { LOG_WRITER_VERSION } from './protocol.ts';

const HELLO_LIMIT_MS = 2000;
const END_LIMIT_MS = 5000; // its own, for a disk that stays full, and some
const START_AGAIN_MS = 1000;
const LOOK_AGAIN_MS = 20;

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

  constructor(options: KeeperOptions) {
    this.options = options;
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
    if (!socket.resume().closed) await once(socket, 'close');
    if (!this.isFinished) note('the log writer has ended; it is started again');
  }

  private async start(): Promise<void> {
    if (!this.isFinished && Date.now() >= this.startAt) {
      this.startAt = Date.now() + START_AGAIN_MS;
      const { main, stateDir, note } = this.options;
      const child = spawn(process.execPath, [main, stateDir], { detached: true, stdio: ['ignore', 2, 2] });
      child.on('error', (error) => note(`the log writer cannot be started: ${error.message}`));
      child.unref();
    }
    await sleep(LOOK_AGAIN_MS);
  }

  private async end(): Promise<void> {
    const { stateDir } = this.options;
    for (const pid of logWriterPids(stateDir)) signal(pid, 'SIGTERM');
    const deadline = Date.now() + END_LIMIT_MS;
    for (let left = logWriterPids(stateDir); left.length > 0; left = logWriterPids(stateDir)) {
      // It is frozen; nothing but the end of the logs is left to save.
      if (Date.now() > deadline) for (const pid of left) signal(pid, 'SIGKILL');
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
