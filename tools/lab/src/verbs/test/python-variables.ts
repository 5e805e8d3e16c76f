import { type LabContext, say } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import { ensurePythonPackage, type PythonPackage } from '../../programs/index.ts';
import type { Suite } from './suite.ts';

interface Wanted {
  readonly name: PythonPackage;
  /** The spec that runs it; it skips itself by name where the program is not available. */
  readonly spec: string;
  readonly variable: string;
}

/** By the name of the spec's suite. */
export const WANTED: readonly Wanted[] = [
  { name: 'schemathesis', spec: 'fuzz.beside', variable: 'TEST_SCHEMATHESIS' },
  { name: 'chaostoolkit', spec: 'chaos-toolkit.slow', variable: 'TEST_CHAOS_TOOLKIT' },
];

/** Where Python programs are, for the specs that run them. */
export async function pythonVariables(
  context: LabContext,
  suites: readonly Suite[],
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, spec, variable } of WANTED) {
    if (!suites.some((suite) => suite.name === spec)) continue;
    const home = await homeOf(context, name);
    if (home !== undefined) found[variable] = home;
  }
  return found;
}

async function homeOf(context: LabContext, name: PythonPackage): Promise<string | undefined> {
  try {
    const progress = (line: string): void => say(context, line);
    return await ensurePythonPackage(name, { place: context, signal: context.signal, progress });
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    say(context, `skipping the specs of ${name}: ${error.message}`);
    return undefined;
  }
}
