import { wholeNumber } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';

export const verb: Verb<{ readonly rounds: number }> = {
  summary: 'Measure what the faults inside the services cost while they are off',
  reportsJson: true,
  configure: (command) => {
    command.option('--rounds <n>', 'Number of measurements of each side', wholeNumber(3, 1000), 21);
  },
  run: async (context, _args, { rounds }) => (await import('./run.ts')).runFaults(context, rounds),
};
