import { Option } from 'commander';
import { LEAST_CLIENTS, MOST_CLIENTS } from '../../capacity/climb.ts';
import { duration, wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import type { CapacityOptions } from './plan.ts';

export const verb: Verb<CapacityOptions> = {
  summary: 'Measure how many orders per second the lab carries, and what limits it',
  group: 'Load it and check the result',
  reportsJson: true,
  configure: (command) => {
    command
      .addOption(
        new Option('--max-clients <n>', 'Where the ramp ends if throughput has not peaked before')
          .argParser(wholeNumber(LEAST_CLIENTS, MOST_CLIENTS))
          .default(128),
      )
      .addOption(
        new Option('--step <duration>', 'How long each step is measured')
          .argParser(duration(2000, 60_000))
          .default(6000, '6s'),
      )
      .addOption(
        new Option('--warm-up <duration>', 'Load before each measurement, not counted')
          .argParser(duration(1000, 60_000))
          .default(2000, '2s'),
      )
      .addOption(
        new Option('--limit <duration>', 'Maximum time for all steps and the audit')
          .argParser(duration(60_000, 3_600_000))
          .default(240_000, '4m'),
      )
      .addOption(
        new Option('--seed <n>', 'Seed for the orders and for the intervals')
          .argParser(wholeNumber(0, 2 ** 31 - 1))
          .default(1),
      )
      .option('--prices <file>', 'Price file (JSON), to print what a million orders cost');
  },
  run: async (context, _args, options) => (await import('./run.ts')).run(context, options),
};
