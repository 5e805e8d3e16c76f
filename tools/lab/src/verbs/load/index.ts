import { print, printJson } from '../../context.ts';
import { EXIT } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { DEFAULT_DURATION, DEFAULT_RATE, planLoad } from './plan.ts';
import { SCENARIOS } from './scenarios.ts';

export const verb: Verb = {
  summary: 'send orders with k6: list, smoke, steady',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<scenario>', `list, ${SCENARIOS.map(({ name }) => name).join(', ')}`)
      // No defaults here: a scenario with a pace of its own refuses them.
      .option('--rate <n>', `orders a second (default: ${DEFAULT_RATE})`)
      .option('--duration <duration>', `how long to send them (default: ${DEFAULT_DURATION})`)
      .option('--seed <n>', 'which products and quantities; the same seed sends the same orders', '1')
      .option('--retry-for <duration>', 'a client tries again with the same key for so long', '0s')
      .option('--p99 <duration>', 'limit for accepting an order, 99th percentile', '1s');
  },
  run: async (context, args, options) => {
    if (args[0] === 'list') {
      if (context.json) printJson(context, SCENARIOS);
      else for (const { name, summary } of SCENARIOS) print(context, `${name.padEnd(10)}${summary}`);
      return EXIT.held;
    }
    const plan = planLoad(args[0] ?? '', options);
    const { resolveEngine } = await import('../../engines/index.ts');
    const { runLoad } = await import('./run.ts');
    return runLoad(context, await resolveEngine(context), plan);
  },
};
