import { Argument, Option } from 'commander';
import { print, printJson } from '../../context.ts';
import { EXIT } from '../../errors.ts';
import { describeScenario, SCENARIOS } from '../../k6/scenarios.ts';
import { duration, wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import { type LoadOptions, MAX_DURATION_MS, MAX_RATE, planLoad } from '../../k6/load-plan.ts';

const NAMES = SCENARIOS.map(({ name }) => name);

const list: Verb = {
  summary: 'List the scenarios with their default rates and durations',
  reportsJson: true,
  run: (context) => {
    if (context.json) printJson(context, SCENARIOS);
    else for (const scenario of SCENARIOS) print(context, describeScenario(scenario));
    return Promise.resolve(EXIT.held);
  },
};

export const verb: Verb<LoadOptions> = {
  summary: 'Run a k6 load scenario and audit the orders',
  group: 'Load it and check the result',
  reportsJson: true,
  configure: (command) => {
    command
      .addArgument(new Argument('<scenario>', 'Scenario to run').choices(NAMES))
      // No defaults here: a scenario with a pace of its own refuses them.
      .option(
        '--rate <n>',
        'Arrivals per second (ramp and stress: the highest rate; spike: the rate before and after it)',
        wholeNumber(1, MAX_RATE),
      )
      .option('--duration <duration>', 'Duration of the load', duration(1000, MAX_DURATION_MS))
      .addOption(
        new Option('--seed <n>', 'Seed for products and quantities; the same seed sends the same orders')
          .argParser(wholeNumber(0, 2 ** 31 - 1))
          .default(1),
      )
      .addOption(
        new Option('--retry-for <duration>', 'How long a client retries with the same key')
          .argParser(duration(0, 600_000))
          .default(0, '0s'),
      )
      .option(
        '--p99 <duration>',
        'Latency limit, 99th percentile (default: 250ms; smoke: 1s)',
        duration(1, 60_000),
      )
      .option('--no-audit', 'Skip the audit after the run');
  },
  verbs: { list },
  run: async (context, [scenario = ''], options) => {
    const plan = planLoad(scenario, options);
    const { resolveEngine } = await import('../../engines/index.ts');
    const { runLoad } = await import('./run.ts');
    return runLoad(context, await resolveEngine(context), plan);
  },
};
