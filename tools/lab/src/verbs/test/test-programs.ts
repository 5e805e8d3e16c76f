import { type LabContext, say } from '../../context.ts';
import { ensurePrograms, type ProgramName } from '../../programs/index.ts';

const VARIABLES = {
  'otelcol-lab': 'TEST_OTELCOL',
  'fluent-bit': 'TEST_FLUENT_BIT',
  prometheus: 'TEST_PROMETHEUS',
  alertmanager: 'TEST_ALERTMANAGER',
  chromium: 'TEST_CHROMIUM',
  sloth: 'TEST_SLOTH',
  'toxiproxy-server': 'TEST_TOXIPROXY',
  oslo: 'TEST_OSLO',
} as const satisfies Partial<Record<ProgramName, string>>;

export type TestProgram = keyof typeof VARIABLES;

const isTestProgram = (name: ProgramName): name is TestProgram => name in VARIABLES;

/**
 * Installs the programs that specs run and answers where they are. A program that is not available here is named with the
 * reason, and its specs skip themselves by name. One that the caller has set is taken as it is.
 */
export async function testProgramVariables(
  context: LabContext,
  programs: readonly TestProgram[],
): Promise<Record<string, string>> {
  const wanted = programs.filter((name) => context.env[VARIABLES[name]] === undefined);
  const { found, missing } = await ensurePrograms(wanted, context, {
    progress: (line) => say(context, line),
    signal: context.signal,
  });
  for (const { name, reason } of missing) say(context, `skipping the specs of ${name}: ${reason}`);
  return Object.fromEntries(
    found.flatMap(({ name, path }) => (isTestProgram(name) ? [[VARIABLES[name], path]] : [])),
  );
}
