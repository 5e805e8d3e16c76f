import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { contextFrom, type LabContext, say, type Surroundings } from './context.ts';
import { EXIT, type ExitCode, LabError, messageOf } from './errors.ts';
import { type Verb, VERB_GROUPS } from './verb.ts';
import { loadVerb, verbNames } from './verbs.ts';

/** Runs one command line and says how it ended. Never throws, never ends the process. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const asked = argv[0] ?? '--help';
  try {
    const { program, result } = await buildProgram(asked, surroundings);
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
    return result.exitCode;
  } catch (error) {
    return report(error, surroundings);
  }
}

async function buildProgram(
  asked: string,
  surroundings: Surroundings,
): Promise<{ program: Command; result: { exitCode: ExitCode } }> {
  const result = { exitCode: EXIT.held as ExitCode };
  const program = new Command('lab')
    .description('Run an SRE and observability lab that checks every claim it makes.')
    // An option belongs to the verb that it follows: `logs audit --json` is not `logs --json`. The verbs inherit this.
    .enablePositionalOptions()
    .helpOption('-h, --help', 'Show this help')
    .exitOverride()
    .showHelpAfterError('Run with --help for usage.')
    .configureOutput({
      writeOut: (text) => void surroundings.stdout.write(text),
      writeErr: (text) => void surroundings.stderr.write(text),
    });
  program.addHelpCommand(helpCommand().helpGroup(`${VERB_GROUPS[0]}:`));
  const names = await verbNames(surroundings.root);
  // Only the verb that is asked for is loaded; a broken one does not stand in the way of the others.
  const additions: Addition[] = [];
  for (const name of names.includes(asked) ? [asked] : names) {
    const verb = await loadVerb(surroundings.root, name).catch((error: unknown) => {
      if (name === asked) throw error;
      surroundings.stderr.write(`cannot load the command ${name}: ${messageOf(error)}\n`);
    });
    if (verb !== undefined) additions.push({ name, verb, surroundings, result });
  }
  // Help shows the groups in the order in which they come.
  additions.sort((a, b) => placeOf(a) - placeOf(b));
  for (const addition of additions) addVerb(program, addition);
  return { program, result };
}

const helpCommand = (): Command =>
  new Command('help').argument('[command]').description('Show help for a command');

const placeOf = ({ verb: { group } }: Addition): number => VERB_GROUPS.findIndex((each) => each === group);

interface Addition {
  readonly name: string;
  readonly verb: Verb;
  readonly surroundings: Surroundings;
  readonly result: { exitCode: ExitCode };
}

function addVerb(parent: Command, { name, verb, surroundings, result }: Addition): void {
  const command = parent.command(name).description(verb.summary);
  if (verb.group !== undefined) command.helpGroup(`${verb.group}:`);
  verb.configure?.(command);
  if (verb.reportsJson === true) command.option('--json', 'Print the result as JSON');
  for (const [below, verbBelow] of Object.entries(verb.verbs ?? {}))
    addVerb(command, { name: below, verb: verbBelow, surroundings, result });
  // Without an action of its own, commander answers with the help of those below it.
  if (verb.run === undefined) {
    command.addHelpCommand(helpCommand()); // else it would have the heading of `lab help`
    return;
  }
  const run = verb.run.bind(verb);
  command.action(async (...received: unknown[]) => {
    const options = command.opts<Record<string, unknown>>();
    const context = contextFrom(surroundings, { json: options['json'] === true });
    // Commander passes each argument (a list for one that repeats), then the options and the command.
    const args = received.slice(0, -2).flat().filter(isText);
    await undoLeftovers(context);
    result.exitCode = await run(context, args, options);
  });
}

/** What a killed command has done to the lab is undone before the next one looks at it. */
async function undoLeftovers(context: LabContext): Promise<void> {
  if (!existsSync(join(context.stateDir, 'faults', 'in-force'))) return; // no fault was ever in force: its code need not be loaded
  try {
    await (await import('./faults/in-force/rescue.ts')).rescue(context);
  } catch (error) {
    // It must not keep a command from running, least of all the one that repairs the lab.
    say(context, `faults that a killed command may have left are not undone: ${messageOf(error)}`);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

function report(error: unknown, { stderr, signal }: Surroundings): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.held : EXIT.usage; // commander has said it
  if (signal.aborted) {
    stderr.write(`lab: ${messageOf(signal.reason)}; run the same command again to continue\n`);
    return EXIT.environment;
  }
  if (error instanceof LabError) {
    stderr.write(`lab: ${error.message}\n`);
    return error.exitCode;
  }
  stderr.write(
    `lab: this is a bug, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.environment;
}
