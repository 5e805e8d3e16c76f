import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@lab/testing';

const BUNDLE = join(__dirname, '../../dist/bundle.js');
const START_MS = 60_000;

export interface RunningOncall {
  readonly url: string;
  readonly logs: readonly Record<string, unknown>[];
  /** SIGKILL: nothing is drained, closed or flushed. */
  kill(): Promise<void>;
}

const children: ChildProcess[] = [];

/** What a test that failed has left running, too. */
export const killAll = async (): Promise<void> => {
  const left = children
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(
    left.map((child) => {
      child.kill('SIGKILL');
      return once(child, 'close');
    }),
  );
};

const spawnOncall = (dir: string): ChildProcess => {
  if (!existsSync(BUNDLE)) throw new Error('these tests run the built service: npm run build first');
  // The heap that the lab gives it.
  const child = spawn(process.execPath, ['--max-old-space-size=224', BUNDLE], {
    env: { LISTEN: '127.0.0.1:0', ONCALL_JOURNAL_DIR: dir, OTEL_SDK_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
};

/** A process of its own, as the lab runs it; resolves once it listens. */
export const runOncall = async (dir: string): Promise<RunningOncall> => {
  const child = spawnOncall(dir);
  const logs: Record<string, unknown>[] = [];
  let rest = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    // Where the start fails, Nest says so in a format of its own.
    const ours = lines.filter((line) => line.startsWith('{'));
    logs.push(...ours.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, 'close');
  const address = await until(
    'oncall listens',
    () => {
      if (child.exitCode !== null) return { failed: stderr };
      const line = logs.find(({ msg }) => msg === 'listening');
      return line && { url: String(line['address']) };
    },
    { withinMs: START_MS },
  );
  if ('failed' in address) throw new Error(`oncall ended: ${address.failed}`);
  return {
    url: address.url,
    logs,
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
};

/** For a process that must not start: its exit code, and what it says. */
export const failToStart = async (dir: string): Promise<{ code: number | null; stderr: string }> => {
  const child = spawnOncall(dir);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout?.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { code, stderr };
};

/** A request that does not wait forever. */
export const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
