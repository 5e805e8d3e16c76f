import { closeSync, existsSync, fstatSync, openSync, statSync } from 'node:fs';
import { askLogWriter } from './log-writer/ask.ts';
import { makePipe, pipeOf } from './pipes.ts';

const BEGIN_LIMIT_MS = 5000;

/**
 * What a service writes its output to. Every process of it holds both ends, so that none of them ever writes to a pipe
 * without a reader, which would end it.
 */
export class LogPipe {
  private readonly stateDir: string;
  private readonly name: string;
  /** While we hold it, what is in the pipe outlives the service and the log writer. */
  private held: number | undefined;

  constructor(stateDir: string, name: string) {
    this.stateDir = stateDir;
    this.name = name;
  }

  /** For one process, which may do with its description of the pipe as it likes: Node's make it one that does not wait. */
  async open(): Promise<number> {
    const { stateDir, name } = this;
    await makePipe(pipeOf(stateDir, name));
    this.hold();
    // A log writer that does not answer, as on a full disk, is no reason not to start anything.
    await askLogWriter(stateDir, { do: 'begin', name }, BEGIN_LIMIT_MS);
    return openSync(pipeOf(stateDir, name), 'r+');
  }

  hold(): void {
    const pipe = pipeOf(this.stateDir, this.name);
    if (!existsSync(pipe)) return; // of a service that a lab without log writer started
    if (this.held !== undefined && fstatSync(this.held).ino === statSync(pipe).ino) return;
    this.release();
    this.held = openSync(pipe, 'r+');
  }

  release(): void {
    if (this.held !== undefined) closeSync(this.held);
    this.held = undefined;
  }
}
