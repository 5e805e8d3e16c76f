import { parseDuration } from '../../../duration.ts';
import { parseWhole } from '../../../whole-number.ts';
import type { Bench } from '../bench.ts';

export const bench: Bench = {
  summary: 'the log agents at a steady rate of lines in all three formats',
  options: [
    { name: 'lines', value: '<n>', about: 'lines a second', otherwise: '10000' },
    { name: 'for', value: '<duration>', about: 'how long they are written', otherwise: '60s' },
  ],
  run: async (context, options) => {
    const rate = parseWhole('--lines', options['lines'], [100, 100_000]);
    const durationMs = parseDuration('--for', String(options['for']));
    const { runLogAgents } = await import('./run.ts');
    return runLogAgents(context, { rate, durationMs });
  },
};
