import { parseWhole } from '../../../whole-number.ts';
import type { Bench } from '../bench.ts';

export const bench: Bench = {
  summary: "a log line in each format and in pino's JSON",
  options: [
    {
      name: 'rounds',
      value: '<n>',
      about: 'how often each line is measured in both, in turns',
      otherwise: '21',
    },
  ],
  run: async (context, options) => {
    const rounds = parseWhole('--rounds', options['rounds'], [3, 1000]);
    const { runLogEncoders } = await import('./run.ts');
    return runLogEncoders(context, rounds);
  },
};
