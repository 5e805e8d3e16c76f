import type { Verb } from '../../verb.ts';

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

export const verb: Verb = {
  summary: 'Break the lab in experiments that end in a verdict',
  group: 'Break it',
  verbs: { list, run, report },
};
