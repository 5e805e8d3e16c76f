import { print, printJson } from '../../context.ts';
import { EXIT } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { planLoad } from './plan.ts';
import { describeScenario, SCENARIOS } from '../../k6/scenarios.ts';

export const verb: Verb = {
  summary: 'send orders with k6; `load list` says in which ways',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<scenario>', `list, ${SCENARIOS.map(({ name }) => name).join(', ')}`)
      // No defaults here: a scenario with a pace of its own refuses them.
      .option('--rate <n>', 'arrivals a second; for ramp and stress the highest rate')
      .option('--duration <duration>', 'how long to send them')
      .option('--seed <n>', 'which products and quantities; the same seed sends the same orders', '1')
      .option('--retry-for <duration>', 'a client tries again with the same key for so long', '0s')
      .option('--p99 <duration>', 'limit for an answer, 99th percentile (default: 250ms; smoke: 1s)')
      .option('--no-audit', 'leave out the audit of the stores that follows');
  },
  run: async (context, args, options) => {
    if (args[0] === 'list') {
      if (context.json) printJson(context, SCENARIOS);
      else for (const scenario of SCENARIOS) print(context, describeScenario(scenario));
      return EXIT.held;
    }
    const plan = planLoad(args[0] ?? '', options);
    const { resolveEngine } = await import('../../engines/index.ts');
    const { runLoad } = await import('./run.ts');
    return runLoad(context, await resolveEngine(context), plan);
  },
};
