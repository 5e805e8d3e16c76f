import type { Command } from 'commander';
import type { LabContext } from './context.ts';
import type { ExitCode } from './errors.ts';

/**
 * One verb of the command line: the export `verb` of verbs/<name>/index.ts. The folder's name is the verb's name, and
 * removing the folder removes the verb. index.ts should import `run.ts` lazily (inside `run`): `lab --help` loads each index.
 */
export interface Verb {
  /** One line for `lab --help`. */
  readonly summary: string;
  /** Adds arguments and options. `--json` and `--help` are there already (`reportsJson` for the first). */
  configure(command: Command): void;
  /** Whether the verb has a `--json` form. */
  readonly reportsJson?: boolean;
  /** Throws UsageError or EnvironmentError for what the user can mend; anything else is a bug and shown with its stack. */
  run(
    context: LabContext,
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ): Promise<ExitCode>;
}
