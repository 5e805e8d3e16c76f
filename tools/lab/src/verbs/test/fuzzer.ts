import { type LabContext, say } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import { ensureSchemathesis } from '../../programs/index.ts';
import type { Suite } from './suite.ts';

/** The spec that fuzzes the API; it skips itself by name where the fuzzer is not available. */
const SPEC = 'fuzz.beside';

/** Where the OpenAPI fuzzer is, for the spec that runs it. */
export async function fuzzerVariables(
  context: LabContext,
  suites: readonly Suite[],
): Promise<Record<string, string>> {
  if (!suites.some(({ name }) => name === SPEC)) return {};
  try {
    const progress = (line: string): void => say(context, line);
    return {
      TEST_SCHEMATHESIS: await ensureSchemathesis({ place: context, signal: context.signal, progress }),
    };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    say(context, `skipping the specs of schemathesis: ${error.message}`);
    return {};
  }
}
