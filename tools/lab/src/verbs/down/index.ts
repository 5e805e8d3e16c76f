import type { Verb } from '../../verb.ts';

export const verb: Verb<{ readonly wipe?: true }> = {
  summary: 'Stop the lab',
  group: 'Run the lab',
  configure: (command) => {
    command.option(
      '--wipe',
      'Also delete the data: orders, stock, messages, incidents, traces, metrics, logs',
    );
  },
  run: async (context, _args, { wipe }) => (await import('./run.ts')).run(context, wipe === true),
};
