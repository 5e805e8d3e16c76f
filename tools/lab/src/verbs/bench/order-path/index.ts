import { Option } from 'commander';
import { duration, wholeNumber } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';
import { checkCeiling, MAX_RATE } from '../ceiling.ts';

interface Options {
  readonly rate: number;
  readonly pairs: number;
  readonly duration: number;
  readonly ceiling?: number;
}

export const verb: Verb<Options> = {
  summary: "Compare the lab's order path with a bare one that keeps the same promises (needs a running lab)",
  reportsJson: true,
  configure: (command) => {
    command
      .option('--rate <n>', 'Orders per second, the same for both', wholeNumber(1, MAX_RATE), 100)
      .option('--pairs <n>', 'Number of measurements of each, in turns', wholeNumber(1, 50), 5)
      .addOption(
        new Option('--duration <duration>', 'Duration of each measurement')
          .argParser(duration(5000))
          .default(20_000, '20s'),
      )
      .option(
        '--ceiling <n>',
        'Also find the highest rate that holds, up to this one',
        wholeNumber(1, MAX_RATE),
      );
  },
  run: async (context, _args, { rate, pairs, duration: durationMs, ceiling }) => {
    checkCeiling(ceiling, rate);
    const { resolveEngine } = await import('../../../engines/index.ts');
    const { runBench } = await import('./run.ts');
    return runBench(context, await resolveEngine(context), { rate, pairs, durationMs, ceiling });
  },
};
