import { ACTIONS } from '../../faults/actions/specs.ts';
import { duration } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import type { DoOptions } from './do.ts';

const HOUR_MS = 3_600_000;

const list: Verb = {
  summary: 'List the experiments: what each breaks, and how it is expected to end',
  reportsJson: true,
  run: async (context) => (await import('./list.ts')).run(context),
};

const run: Verb = {
  summary: 'Run an experiment: steady state, control run, fault, verdict',
  reportsJson: true,
  configure: (command) => {
    command.argument('<experiment>', 'One of `lab chaos list`, or the path of a file').addHelpText(
      'after',
      `
Exit codes:
  0  held: every claim of the experiment is true
  1  refuted: at least one is not
  3  not judged: no steady state, an unclean control run, or a fault that was not in effect`,
    );
  },
  run: async (context, [name = '']) => (await import('./run.ts')).run(context, name),
};

const report: Verb = {
  summary: 'Print the report of a run',
  reportsJson: true,
  configure: (command) => {
    command.argument('[run]', 'Folder name below .lab/chaos (default: the newest run)');
  },
  run: async (context, [name]) => (await import('./report.ts')).run(context, name),
};

const doIt: Verb<DoOptions> = {
  summary: 'Do one action for a time, prove that it is active, and undo it',
  configure: (command) => {
    command
      .argument(
        '<action...>',
        'An action and what it needs, such as `latency redis --from inventory --ms 200`',
      )
      .requiredOption('--for <duration>', 'Undo it after this time, or on Ctrl-C', duration(1000, HOUR_MS))
      // those of the action are its own
      .allowUnknownOption()
      .addHelpText(
        'after',
        `\nActions (docs/fault-actions.md):\n${ACTIONS.map(({ usage }) => `  ${usage}`).join('\n')}`,
      );
  },
  run: async (context, words, options) => (await import('./do.ts')).run(context, words, options),
};

export const verb: Verb = {
  summary: 'Break the lab in experiments that end in a verdict',
  group: 'Break it',
  verbs: { list, run, do: doIt, report },
};
