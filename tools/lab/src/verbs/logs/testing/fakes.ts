import { Writable } from 'node:stream';
import type { LabContext } from '../../../context.ts';
import type { Engine, LogOptions } from '../../../engines/engine.ts';
import type { Entry } from '../entry.ts';

/** Holds what was written to it. */
export class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface FakeContext extends LabContext {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

export const fakeContext = (
  own: Partial<Pick<LabContext, 'isTty' | 'env' | 'signal'>> = {},
): FakeContext => ({
  root: '/none',
  stateDir: '/none',
  envFile: '/none',
  env: {},
  stdout: new Sink(),
  stderr: new Sink(),
  isTty: false,
  json: false,
  signal: new AbortController().signal,
  ...own,
});

type Logs = Readonly<Record<string, readonly string[] | AsyncIterable<string>>>;

/** Gives a service's lines, or the last of them; knows no other service, and follows only what can go on. */
export function fakeEngine(logs: Logs, asked: LogOptions[] = []): Pick<Engine, 'logs'> {
  return {
    logs: (service: string, options: LogOptions = {}): AsyncIterable<string> => {
      const { follow = false, lines } = options;
      asked.push(options);
      const written = logs[service];
      if (written === undefined) throw new Error(`nobody should ask for the log of ${service}`);
      if (Symbol.asyncIterator in written) return written;
      if (follow) throw new Error(`the log of ${service} does not go on`);
      return asyncOf(lines === undefined ? written : lines === 0 ? [] : written.slice(-lines));
    },
  };
}

export async function* asyncOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Lines that come when the spec says so. */
export class LiveLog implements AsyncIterable<string> {
  private readonly waiting: string[] = [];
  private wake: () => void = () => undefined;
  private isOver = false;

  write(...lines: string[]): void {
    this.waiting.push(...lines);
    this.wake();
  }

  end(): void {
    this.isOver = true;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      yield* this.waiting.splice(0);
      if (this.isOver && this.waiting.length === 0) return;
      if (this.waiting.length === 0) await new Promise<void>((wake) => (this.wake = wake));
    }
  }
}

export const entry = (service: string, time: number, raw = `${service} ${time}`): Entry => ({
  service,
  raw,
  line: undefined,
  time,
});
