import { wholeNumber } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';

export const verb: Verb<{ readonly rounds: number }> = {
  summary: "Compare the cost of a log line in each format with pino's JSON",
  reportsJson: true,
  configure: (command) => {
    command.option('--rounds <n>', 'Number of measurements per format', wholeNumber(3, 1000), 21);
  },
  run: async (context, _args, { rounds }) => (await import('./run.ts')).runLogEncoders(context, rounds),
};
