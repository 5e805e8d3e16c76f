import { Option } from 'commander';
import { duration, wholeNumber } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';

interface Options {
  readonly lines: number;
  readonly for: number;
}

export const verb: Verb<Options> = {
  summary: 'Measure the log agents at a constant rate of lines in all three formats',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--lines <n>', 'Lines per second', wholeNumber(100, 100_000), 10_000)
      .addOption(
        new Option('--for <duration>', 'Duration of the load').argParser(duration()).default(60_000, '60s'),
      );
  },
  run: async (context, _args, { lines: rate, for: durationMs }) =>
    (await import('./run.ts')).runLogAgents(context, { rate, durationMs }),
};
