import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { LabContext } from '../context.ts';
import type { ProbeResult } from './evidence.ts';
import type { Probe } from './experiment.ts';

const OUTPUT_LINES = 20;

interface Ran {
  /** Null where it took too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line of this lab, as the Chaos Toolkit would. */
async function runLab(context: LabContext, words: readonly string[], limits: Limits): Promise<Ran> {
  const { root, env, stateDir, envFile } = context;
  const { exitCode, stdout, stderr } = await execa(join(root, 'lab'), words, {
    cwd: root,
    env: { ...env, LAB_STATE_DIR: stateDir, LAB_ENV_FILE: envFile },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: limits.timeoutMs,
    ...(limits.signal && { cancelSignal: limits.signal }),
  });
  limits.signal?.throwIfAborted();
  return { code: exitCode ?? null, stdout, stderr };
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export async function runProbe(
  context: LabContext,
  probe: Probe,
  signal?: AbortSignal,
): Promise<ProbeResult> {
  const { name, words, tolerance, timeoutMs } = probe;
  const { code, stdout, stderr } = await runLab(context, words, { timeoutMs, ...(signal && { signal }) });
  const output = [stderr, stdout].join('\n').trim().split('\n').slice(-OUTPUT_LINES).join('\n');
  return { name, command: `./lab ${words.join(' ')}`, isMet: code === tolerance, code, output };
}

const LogAudit = z.object({ findings: z.array(z.object({ lost: z.number() })) });
const LOG_AUDIT_LIMIT_MS = 180_000;

/** Lines that the log audit misses since the lab started. Rejects where it could not look. */
export async function logLinesLost(context: LabContext, signal: AbortSignal): Promise<number> {
  const limits = { timeoutMs: LOG_AUDIT_LIMIT_MS, signal };
  const { code, stdout, stderr } = await runLab(context, ['logs', 'audit', '--json'], limits);
  if (code !== 0 && code !== 1)
    throw new Error(`lab logs audit ended with ${code ?? 'no answer'}: ${stderr.trim()}`);
  return LogAudit.parse(JSON.parse(stdout)).findings.reduce((sum, { lost }) => sum + lost, 0);
}
