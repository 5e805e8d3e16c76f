import { print, printJson } from '../../context.ts';
import { parseDuration } from '../../duration.ts';
import { EXIT, UsageError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { parseWhole } from '../../whole-number.ts';
import { SCENARIOS, scenarioNamed } from './scenarios.ts';

const MAX_RATE = 2000;
const MAX_DURATION_MS = 3_600_000;

const boundedDuration = (
  option: string,
  value: unknown,
  [minMs, maxMs]: readonly [number, number],
): number => {
  const ms = parseDuration(option, String(value));
  if (ms < minMs || ms > maxMs)
    throw new UsageError(`${option}: must be from ${minMs / 1000}s to ${maxMs / 1000}s`);
  return ms;
};

export const verb: Verb = {
  summary: 'send orders with k6: list, smoke, steady',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<scenario>', `list, ${SCENARIOS.map(({ name }) => name).join(', ')}`)
      .option('--rate <n>', 'orders a second', '20')
      .option('--duration <duration>', 'how long to send them', '60s')
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
    const scenario = scenarioNamed(args[0] ?? '');
    if (!scenario) throw new UsageError(`there is no scenario ${args[0] ?? ''}; see lab load list`);
    const settings = {
      scenario,
      rate: parseWhole('--rate', options['rate'], [1, MAX_RATE]),
      durationMs: boundedDuration('--duration', options['duration'], [1000, MAX_DURATION_MS]),
      seed: parseWhole('--seed', options['seed'], [0, 2 ** 31 - 1]),
      retryForMs: boundedDuration('--retry-for', options['retryFor'], [0, 600_000]),
      p99Ms: boundedDuration('--p99', options['p99'], [1, 60_000]),
    };
    const { resolveEngine } = await import('../../engines/index.ts');
    const { runLoad } = await import('./run.ts');
    return runLoad(context, await resolveEngine(context), settings);
  },
};
