import type { Verb } from '../../verb.ts';

interface Options {
  readonly replace?: boolean;
}

export const verb: Verb<Options> = {
  summary: "Replace the lab's data by a backup, and audit it",
  group: 'Run the lab',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<folder>', 'The folder that `lab backup` wrote')
      .option('--replace', 'Delete the orders that the lab has');
  },
  run: async (context, [folder = ''], { replace = false }) =>
    (await import('./run.ts')).run(context, folder, replace),
};
