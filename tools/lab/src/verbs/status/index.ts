import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'what runs, whether it is ready, and where',
  reportsJson: true,
  configure: () => undefined,
  run: async (context) => (await import('./run.ts')).run(context),
};
