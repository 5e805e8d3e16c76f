import { parseDuration } from '../../duration.ts';
import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'prove from the stores themselves that no order and no stock was lost',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--settle <duration>', 'wait at most this long for orders in flight', '30s')
      .option('--accepted <file>', 'order ids that clients were promised, one per line; each must exist');
  },
  run: async (context, _args, options) => {
    const settleMs = parseDuration('--settle', String(options['settle']));
    const { resolveEngine } = await import('../../engines/index.ts');
    const { storeUrls } = await import('../../stores/addresses.ts');
    const { runAudit } = await import('./run.ts');
    const engine = await resolveEngine(context);
    const accepted = options['accepted'];
    return runAudit(context, storeUrls(engine, context.env), {
      settleMs,
      acceptedFile: typeof accepted === 'string' ? accepted : undefined,
    });
  },
};
