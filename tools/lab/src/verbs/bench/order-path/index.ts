import { parseDuration } from '../../../duration.ts';
import { UsageError } from '../../../errors.ts';
import { parseWhole } from '../../../whole-number.ts';
import type { Bench } from '../bench.ts';

export const bench: Bench = {
  summary: "the lab's order path and a bare one that keeps the same promises (the lab must be up)",
  options: [
    { name: 'rate', value: '<n>', about: 'orders a second, the same for both', otherwise: '100' },
    { name: 'pairs', value: '<n>', about: 'how often both are measured, in turns', otherwise: '5' },
    { name: 'duration', value: '<duration>', about: 'of each measurement', otherwise: '20s' },
    { name: 'ceiling', value: '<n>', about: 'also look for the highest rate that holds, up to this one' },
  ],
  run: async (context, options) => {
    const rate = parseWhole('--rate', options['rate'], [1, 2000]);
    const durationMs = parseDuration('--duration', String(options['duration']));
    if (durationMs < 5000) throw new UsageError('--duration: must be at least 5s');
    const ceiling =
      options['ceiling'] === undefined
        ? undefined
        : parseWhole('--ceiling', options['ceiling'], [rate, 2000]);
    const pairs = parseWhole('--pairs', options['pairs'], [1, 50]);
    const { resolveEngine } = await import('../../../engines/index.ts');
    const { runBench } = await import('./run.ts');
    return runBench(context, await resolveEngine(context), { rate, pairs, durationMs, ceiling });
  },
};
