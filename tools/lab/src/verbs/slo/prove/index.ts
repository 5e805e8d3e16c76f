import type { Verb } from '../../../verb.ts';

export const verb: Verb = {
  summary: 'Break objectives on purpose and measure the time until the page',
  reportsJson: true,
  configure: (command) => {
    command.argument('[objective...]', 'Objectives to prove (default: all)');
  },
  run: async (context, objectives) => (await import('./run.ts')).run(context, objectives),
};
