import { UsageError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { parseWhole } from '../../whole-number.ts';

const ACTIONS = ['list', 'replay', 'drop'] as const;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const verb: Verb = {
  summary: 'list, replay or drop the messages that could not be handled',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<action>', ACTIONS.join(', '))
      .option('--queue <name>', 'only this queue')
      .option('--id <message id>', 'replay or drop this message')
      .option('--all', 'replay or drop every message')
      .option('--limit <n>', 'list at most this many', '100');
  },
  run: async (context, args, options) => {
    const action = ACTIONS.find((name) => name === args[0]);
    if (!action)
      throw new UsageError(`parked: unknown action "${args[0] ?? ''}"; available: ${ACTIONS.join(', ')}`);
    const limit = parseWhole('--limit', options['limit'], [1, 10_000]);
    const { resolveEngine } = await import('../../engines/index.ts');
    const { storeUrls } = await import('../../stores/addresses.ts');
    const { runParked } = await import('./run.ts');
    const engine = await resolveEngine(context);
    return runParked(context, storeUrls(engine, context.env), {
      action,
      queue: text(options['queue']),
      id: text(options['id']),
      all: options['all'] === true,
      limit,
    });
  },
};
