import { execa } from 'execa';
import type { LabContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { checkOwner } from './check-owner.ts';
import { type Engine, ENGINE_NAMES, type EngineName } from './engine.ts';
import { readLab } from './layers.ts';
import { recordedEngine } from './state-dir.ts';

const ANSWER_LIMIT_MS = 5000;

/** The engine asked for, else the one that runs the lab now, else Compose where it works, else native. */
export async function resolveEngine(context: LabContext, flag?: string): Promise<Engine> {
  // Root may do as it likes with containers, which belong to nobody; processes of its own in a user's lab are another matter.
  if (process.getuid?.() !== 0) checkOwner(context.stateDir);
  const name = engineName(flag) ?? engineName(recordedEngine(context.stateDir)) ?? (await detect());
  const model = readLab(context);
  // Loaded when chosen: neither engine's code is needed for the other.
  if (name === 'native') {
    checkOwner(context.stateDir);
    return new (await import('./native/native-engine.ts')).NativeEngine(context, model);
  }
  return new (await import('./compose/compose-engine.ts')).ComposeEngine(context, model);
}

function engineName(text: string | undefined): EngineName | undefined {
  if (text === undefined) return undefined;
  const name = ENGINE_NAMES.find((candidate) => candidate === text);
  if (name === undefined)
    throw new UsageError(`unknown engine "${text}"; available: ${ENGINE_NAMES.join(', ')}`);
  return name;
}

async function detect(): Promise<EngineName> {
  const [engine, compose] = await Promise.all([
    answers(['version', '--format', '{{.Server.Version}}']),
    answers(['compose', 'version', '--short']),
  ]);
  const isV2 = Number.parseInt((compose ?? '').replace(/^v/, ''), 10) >= 2;
  return engine !== undefined && isV2 ? 'compose' : 'native';
}

async function answers(args: string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await execa('docker', args, {
    reject: false,
    timeout: ANSWER_LIMIT_MS,
    stdin: 'ignore',
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** The same engine, deaf to Ctrl-C: what a command has done to a lab it must be able to undo afterwards. */
export const resolveUndoing = (context: LabContext): Promise<Engine> =>
  resolveEngine({ ...context, signal: new AbortController().signal });
