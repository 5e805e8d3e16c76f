import { wholeNumber } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';

export const verb: Verb<{ readonly rounds: number }> = {
  summary: 'Measure how long `lab trace find` takes for 10,000 traces of 15 spans',
  reportsJson: true,
  configure: (command) => {
    command.option('--rounds <n>', 'Number of measurements', wholeNumber(1, 1000), 5);
  },
  run: async (context, _args, { rounds }) => (await import('./run.ts')).runTraceFind(context, rounds),
};
