import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../../../errors.ts';
import { USUAL_LOG_LIMITS } from '../../../../model/log-limits.ts';
import type { LogLimits } from '../../../../model/model.ts';
import { pipeOf, pipesDir } from '../pipes.ts';
import { readRecord } from '../record.ts';
import { LOG_WRITER_VERSION, type LogReply, type LogRequest } from './protocol.ts';
import { RotatingFile } from './rotating-file.ts';
import { LogSource } from './source.ts';

const FINISH_LIMIT_MS = 3000;

/** Brings what all services of a lab write from their pipes into their logs. */
export class LogWriter {
  private readonly stateDir: string;
  private readonly note: (line: string) => void;
  private readonly sources = new Map<string, LogSource>();

  constructor(stateDir: string, note: (line: string) => void) {
    this.stateDir = stateDir;
    this.note = note;
    for (const name of namesIn(pipesDir(stateDir))) this.open(name);
  }

  /** `isWanted`: whoever asked is still there. One that has given up has started the process meanwhile. */
  async handle(request: LogRequest, isWanted: () => boolean): Promise<LogReply> {
    switch (request.do) {
      case 'hello':
        break;
      case 'begin':
        await this.begin(request.name, isWanted);
        break;
      case 'drain':
        await this.sources.get(request.name)?.drain();
        break;
    }
    return { version: LOG_WRITER_VERSION, troubles: this.troubles() };
  }

  private troubles(): string[] {
    return [...this.sources].flatMap(([name, { trouble }]) =>
      trouble === undefined ? [] : [`cannot write the log of ${name}: ${trouble}`],
    );
  }

  /** A disk that stays full does not keep the lab from ending. */
  async finish(): Promise<void> {
    const drains = [...this.sources].map(async ([name, source]) => {
      const isDrained = await Promise.race([source.drain().then(() => true), sleep(FINISH_LIMIT_MS, false)]);
      if (!isDrained) this.note(`${name}: the end of its log is lost`);
    });
    await Promise.all(drains);
  }

  close(): void {
    for (const source of this.sources.values()) source.close();
  }

  private async begin(name: string, isWanted: () => boolean): Promise<void> {
    await this.sources.get(name)?.drain(); // where its pipe has been removed, that is another one than the next
    const source = this.open(name);
    await source.drain();
    source.file.limits = this.limitsOf(name);
    if (isWanted()) source.file.endLine();
  }

  private open(name: string): LogSource {
    const known = this.sources.get(name);
    if (known?.isCurrent() === true) return known;
    known?.close();
    const { stateDir, note } = this;
    const log = join(stateDir, 'logs', `${name}.log`);
    const onReplaced = (): void =>
      note(`${name}: its log was moved, removed or replaced; it continues in ${log}`);
    const file = known?.file ?? new RotatingFile(log, this.limitsOf(name), onReplaced);
    // Our own services say their format; whatever says none knows nothing of dropped lines.
    const dropsItself = readRecord(stateDir, name)?.spec.env['LOG_FORMAT'] !== undefined;
    const source = new LogSource({ name, pipe: pipeOf(stateDir, name), file, dropsItself, note });
    this.sources.set(name, source);
    return source;
  }

  private limitsOf(name: string): LogLimits {
    return readRecord(this.stateDir, name)?.spec.logLimits ?? USUAL_LOG_LIMITS;
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isFIFO())
      .map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []; // nothing was ever started here
    throw error;
  }
}
