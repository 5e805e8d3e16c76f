import { Writable } from 'node:stream';
import { LineWriter } from './output.ts';

/** A reader that takes what was written when it is asked to. */
class SlowReader extends Writable {
  readonly chunks: string[] = [];
  take: () => void = () => undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.take = () => {
      this.chunks.push(chunk.toString());
      done();
    };
  }
}

const turn = (): Promise<void> => new Promise((done) => void setImmediate(done));
const never = new AbortController().signal;
const PAGE = 'x'.repeat(64 * 1024);

describe('LineWriter', () => {
  it('writes at once what comes at once, and leaves nothing waiting for more', async () => {
    const stdout = new SlowReader();
    const writer = new LineWriter({ stdout, signal: never });
    await Promise.all([writer.write('a'), writer.write('b')]);
    await turn();
    stdout.take();
    expect(stdout.chunks).toEqual(['a\nb\n']);
  });

  it('waits for a slow reader, however many want to write', async () => {
    const stdout = new SlowReader();
    const writer = new LineWriter({ stdout, signal: never });
    let done = 0;
    const writes = ['a', 'b', 'c'].map((text) => writer.write(text + PAGE).then(() => (done += 1)));
    await turn();
    expect(done).toBe(0);
    expect(stdout.listenerCount('drain')).toBe(1);
    for (let taken = 0; taken < 3; taken += 1) {
      stdout.take();
      await turn();
    }
    await Promise.all(writes);
    expect(stdout.chunks).toEqual(['a', 'b', 'c'].map((text) => `${text}${PAGE}\n`));
  });

  it('waits no longer once it is interrupted', async () => {
    const abort = new AbortController();
    const writing = new LineWriter({ stdout: new SlowReader(), signal: abort.signal }).write(PAGE);
    abort.abort();
    await expect(writing).resolves.toBeUndefined();
  });
});
