import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'Show the state and address of each service',
  group: 'Run the lab',
  reportsJson: true,
  run: async (context) => (await import('./run.ts')).run(context),
};
