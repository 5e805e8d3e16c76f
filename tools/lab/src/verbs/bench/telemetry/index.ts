import { resolve } from 'node:path';
import { names, wholeNumber } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';
import { checkCeiling, MAX_RATE } from '../ceiling.ts';
import { ARM_NAMES, armsNamed } from './arms.ts';

interface Options {
  readonly rate: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly arms: readonly string[];
  readonly ceiling?: number;
  readonly other?: string;
}

export const verb: Verb<Options> = {
  summary: 'Measure the cost of telemetry: all, without one signal, and none (needs a running lab)',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--rate <n>', 'Orders per second, the same for all arms', wholeNumber(1, MAX_RATE), 100)
      .option('--rounds <n>', 'Number of measurements per arm, in turns', wholeNumber(1, 100), 10)
      .option('--seconds <n>', 'Duration of each measurement', wholeNumber(5, 600), 10)
      .option('--arms <names>', `Arms to run: ${ARM_NAMES.join(',')}`, names(), ARM_NAMES)
      .option(
        '--ceiling <n>',
        'Also find the highest rate with p95 ≤ 100 ms, up to this one',
        wholeNumber(1, MAX_RATE),
      )
      .option('--other <folder>', 'Built checkout to compare with; name its arms all@other', (folder) =>
        resolve(folder),
      );
  },
  run: async (context, _args, options) => {
    const { rate, rounds, seconds, ceiling, other } = options;
    checkCeiling(ceiling, rate);
    const arms = armsNamed(options.arms, other !== undefined);
    const { resolveEngine } = await import('../../../engines/index.ts');
    const { runBench } = await import('./run.ts');
    const plan = { rate, rounds, seconds, ceiling, arms, other };
    return runBench(context, await resolveEngine(context), plan);
  },
};
