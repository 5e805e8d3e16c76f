import { Option } from 'commander';
import { duration } from '../../options.ts';
import type { Verb } from '../../verb.ts';

interface Options {
  readonly settle: number;
  readonly accepted?: string;
}

export const verb: Verb<Options> = {
  summary: 'Check in the stores that no order or stock was lost',
  group: 'Load it and check the result',
  reportsJson: true,
  configure: (command) => {
    command
      .addOption(
        new Option('--settle <duration>', 'Maximum time to wait for orders in flight')
          .argParser(duration())
          .default(30_000, '30s'),
      )
      .option('--accepted <file>', 'File with one accepted order id per line; each must exist');
  },
  run: async (context, _args, { settle, accepted }) => {
    const { resolveEngine } = await import('../../engines/index.ts');
    const { storeUrls } = await import('../../stores/addresses.ts');
    const { runAudit } = await import('./run.ts');
    const engine = await resolveEngine(context);
    return runAudit(context, storeUrls(engine, context.env), { settleMs: settle, acceptedFile: accepted });
  },
};
