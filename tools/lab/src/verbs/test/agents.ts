import { type LabContext, say } from '../../context.ts';
import { ensurePrograms, type ProgramName } from '../../programs/index.ts';

const VARIABLES = {
  'otelcol-lab': 'TEST_OTELCOL',
  'fluent-bit': 'TEST_FLUENT_BIT',
} as const satisfies Partial<Record<ProgramName, string>>;

/** Paths of the log agents that specs run. Reports an agent that is not available; its specs skip themselves by name. */
export async function agentVariables(context: LabContext): Promise<Record<string, string>> {
  const names = Object.keys(VARIABLES) as (keyof typeof VARIABLES)[];
  const { found, missing } = await ensurePrograms(names, context, {
    progress: (line) => say(context, line),
    signal: context.signal,
  });
  for (const { name, reason } of missing) say(context, `skipping the specs of ${name}: ${reason}`);
  return Object.fromEntries(
    found.flatMap(({ name, path }) =>
      name in VARIABLES ? [[VARIABLES[name as keyof typeof VARIABLES], path]] : [],
    ),
  );
}
