import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { run } from './run.ts';

const sh = (script: string): readonly [string, ...string[]] => ['/bin/sh', '-c', script];

/** An orphan that has ended stays as a zombie where process 1 does not collect it. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('run', () => {
  it('tells the exit code and the last lines of both streams', async () => {
    await expect(run(sh('echo out; echo err >&2; exit 3'), { timeoutMs: 5_000 })).resolves.toMatchObject({
      code: 3,
      tail: expect.stringMatching(/^(out\nerr|err\nout)$/),
    });
  });

  it('runs the command and its children at the niceness asked for', async () => {
    const { tail } = await run(sh('sh -c nice'), { timeoutMs: 5_000, niceness: 15 });
    expect(tail).toBe(String(Math.min(19, getPriority() + 15)));
  });

  it('ends the children too when it is aborted', async () => {
    const abort = new AbortController();
    const lines: string[] = [];
    const running = run(sh('sleep 300 & echo $!; wait'), {
      timeoutMs: 60_000,
      signal: abort.signal,
      onLine: (line) => {
        lines.push(line);
        abort.abort(new Error('interrupted'));
      },
    });
    await expect(running).rejects.toThrow('interrupted');
    expect(isRunning(Number(lines[0]))).toBe(false);
  });

  it('rejects when it takes too long, and when there is no such command', async () => {
    await expect(run(sh('exec sleep 300'), { timeoutMs: 50 })).rejects.toThrow('took longer than 0.05 s');
    await expect(run(['/nowhere/x'], { timeoutMs: 1_000 })).rejects.toThrow('ENOENT');
  });
});
