import type { Command } from 'commander';
import type { LabContext } from './context.ts';
import type { ExitCode } from './errors.ts';

/** The headings of `lab --help`, in their order. */
export const VERB_GROUPS = [
  'Run the lab',
  'Look inside',
  'Break it',
  'Load it and check the result',
  'Work on the lab itself',
] as const;

/**
 * One verb of the command line: the export `verb` of verbs/<name>/index.ts. The folder's name is the verb's name, and
 * removing the folder removes the verb. index.ts should import `run.ts` lazily (inside `run`): `lab --help` loads each index.
 */
export interface Verb<Options extends object = object> {
  /** One line for `lab --help`. */
  readonly summary: string;
  /** Its heading in `lab --help`; each verb that is not below another has one. */
  readonly group?: (typeof VERB_GROUPS)[number];
  /**
   * Adds arguments and options; `Options` is what their parsers return (options.ts). `--json` and `--help` are there
   * already (`reportsJson` for the first).
   */
  configure?(command: Command): void;
  /** Whether the verb has a `--json` form. */
  readonly reportsJson?: boolean;
  /** The verbs below this one, by name: `list` of `parked` is `lab parked list`. */
  readonly verbs?: Readonly<Record<string, Verb>>;
  /**
   * Left out where only the verbs below this one do anything. Throws UsageError or EnvironmentError for what the user
   * can mend; anything else is a bug and shown with its stack.
   */
  run?(context: LabContext, args: readonly string[], options: Readonly<Options>): Promise<ExitCode>;
}
