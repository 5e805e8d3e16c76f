import { parseDuration } from '../../duration.ts';
import { UsageError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { parseWhole } from '../../whole-number.ts';

export const verb: Verb = {
  summary: "compare the lab's order path with a bare one that keeps the same promises (the lab must be up)",
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<bench>', 'order-path')
      .option('--rate <n>', 'orders a second, the same for both', '100')
      .option('--pairs <n>', 'how often both are measured, in turns', '5')
      .option('--duration <duration>', 'of each measurement', '20s')
      .option('--ceiling <n>', 'also look for the highest rate that holds, up to this one');
  },
  run: async (context, args, options) => {
    if (args[0] !== 'order-path')
      throw new UsageError(`there is no bench ${args[0] ?? ''}; there is order-path`);
    const rate = parseWhole('--rate', options['rate'], [1, 2000]);
    const durationMs = parseDuration('--duration', String(options['duration']));
    if (durationMs < 5000) throw new UsageError('--duration: must be at least 5s');
    const ceiling =
      options['ceiling'] === undefined
        ? undefined
        : parseWhole('--ceiling', options['ceiling'], [rate, 2000]);
    const pairs = parseWhole('--pairs', options['pairs'], [1, 50]);
    const { resolveEngine } = await import('../../engines/index.ts');
    const { runBench } = await import('./run.ts');
    return runBench(context, await resolveEngine(context), { rate, pairs, durationMs, ceiling });
  },
};
