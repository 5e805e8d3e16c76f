import { resolve } from 'node:path';
import { UsageError } from '../../../errors.ts';
import { parseWhole } from '../../../whole-number.ts';
import type { Bench } from '../bench.ts';
import { ARM_NAMES, parseArms } from './arms.ts';

// Each arm has a database of its own in Redis, which has 16, and connections of its own to Postgres.
const MAX_ARMS = 8;

export const bench: Bench = {
  summary: 'the same load with all telemetry, without one signal, and without any (the lab must be up)',
  options: [
    { name: 'rate', value: '<n>', about: 'orders a second, the same for all', otherwise: '100' },
    { name: 'rounds', value: '<n>', about: 'how often each arm is measured, in turns', otherwise: '10' },
    { name: 'seconds', value: '<n>', about: 'of each measurement', otherwise: '10' },
    { name: 'arms', value: '<names>', about: 'which ones, of', otherwise: ARM_NAMES.join(',') },
    {
      name: 'ceiling',
      value: '<n>',
      about: 'also look for the highest rate with p95 ≤ 100 ms, up to this one',
    },
    {
      name: 'other',
      value: '<folder>',
      about: 'a built checkout to compare with: its arms are named all@other',
    },
  ],
  run: async (context, options) => {
    const rate = parseWhole('--rate', options['rate'], [1, 2000]);
    const rounds = parseWhole('--rounds', options['rounds'], [1, 100]);
    const seconds = parseWhole('--seconds', options['seconds'], [5, 600]);
    const ceiling =
      options['ceiling'] === undefined
        ? undefined
        : parseWhole('--ceiling', options['ceiling'], [rate, 2000]);
    const other = options['other'] === undefined ? undefined : resolve(options['other']);
    const arms = parseArms(String(options['arms']), other !== undefined);
    if (arms.length > MAX_ARMS) throw new UsageError(`--arms: at most ${MAX_ARMS}`);
    const { resolveEngine } = await import('../../../engines/index.ts');
    const { runBench } = await import('./run.ts');
    const plan = { rate, rounds, seconds, ceiling, arms, other };
    return runBench(context, await resolveEngine(context), plan);
  },
};
