import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@lab/testing';
import type { LogLine } from './app';

const FIXTURE = join(__dirname, 'fixture-service.cjs');
const BUILD = join(__dirname, '../../dist/index.js');

export interface Service {
  readonly process: ChildProcess;
  readonly url: string;
  readonly logs: LogLine[];
  readonly exit: Promise<{ code: number | null; stderr: string }>;
}

/** Runs the fixture, under a program that starts it where one is given; `url` is empty where it ended before it listened. */
export const startService = async (
  env: NodeJS.ProcessEnv = {},
  under: readonly string[] = [],
): Promise<Service> => {
  if (!existsSync(BUILD)) throw new Error('these tests run the built library: npm run build first');
  const [program = process.execPath, ...args] = under;
  const words = under.length > 0 ? [...args, process.execPath, FIXTURE] : [FIXTURE];
  const child = spawn(program, words, {
    env: { PATH: process.env['PATH'], LISTEN: '127.0.0.1:0', OTEL_SDK_DISABLED: 'true', ...env },
  });
  const logs: LogLine[] = [];
  let stderr = '';
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    logs.push(...lines.map((line) => JSON.parse(line) as LogLine));
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code: signal ? null : code, stderr })),
  );
  const listening = () => logs.find(({ msg }) => msg === 'listening')?.['address'] as string | undefined;
  await until('the service listens', () => listening() !== undefined || child.exitCode !== null, {
    withinMs: 120_000,
  });
  return { process: child, url: listening() ?? '', logs, exit };
};
