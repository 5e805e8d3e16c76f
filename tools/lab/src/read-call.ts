import { Command, CommanderError } from 'commander';
import { UsageError } from './errors.ts';
import type { Call } from './faults/calls.ts';
import type { Verb } from './verb.ts';
import { loadVerb, verbNames } from './verbs.ts';

/** What a command line of ours asks for, without doing it: read with the verb's own options. UsageError where it would be refused. */
export async function readCall(root: string, [name = '', ...words]: readonly string[]): Promise<Call> {
  if (!(await verbNames(root)).includes(name)) throw new UsageError(`lab has no command ${name}`);
  const read: { call?: Call } = {};
  const program = new Command('lab').enablePositionalOptions().exitOverride();
  program.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  addVerb(program, { name, path: name, verb: await loadVerb(root, name), read });
  try {
    program.parse([name, ...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw new UsageError(error.message.replace(/^error: /, ''));
    throw error;
  }
  if (read.call === undefined) throw new UsageError(`lab ${name} does nothing by itself`);
  return read.call;
}

interface Addition {
  readonly name: string;
  /** With the verbs above it: `logs audit`. */
  readonly path: string;
  readonly verb: Verb;
  readonly read: { call?: Call };
}

function addVerb(parent: Command, { name, path, verb, read }: Addition): void {
  const command = parent.command(name);
  verb.configure?.(command);
  if (verb.reportsJson === true) command.option('--json');
  for (const [below, verbBelow] of Object.entries(verb.verbs ?? {}))
    addVerb(command, { name: below, path: `${path} ${below}`, verb: verbBelow, read });
  if (verb.run === undefined) return;
  command.action((...received: unknown[]) => {
    const args = received
      .slice(0, -2)
      .flat()
      .filter((value): value is string => typeof value === 'string');
    read.call = { verb: path, args, options: command.opts() };
  });
}
