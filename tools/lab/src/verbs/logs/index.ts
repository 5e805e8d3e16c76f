import { LOG_LEVELS } from '@lab/contracts';
import { Option } from 'commander';
import { traceId, wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import { verb as audit } from './audit/index.ts';
import type { LogsOptions } from './plan.ts';

export const verb: Verb<LogsOptions> = {
  summary: 'Print the logs of services',
  group: 'Look inside',
  configure: (command) => {
    command
      .argument('[service...]', 'Services to print (default: all)')
      .option('-f, --follow', 'Follow new lines until Ctrl-C')
      .option(
        '-n, --lines <count>',
        'Number of last lines to print per service',
        wholeNumber(0, 1_000_000_000),
      )
      .addOption(new Option('--level <level>', 'Minimum level').choices(LOG_LEVELS))
      .option(
        '--trace <id>',
        'Only lines of this trace (its id, or at least the first 8 characters)',
        traceId,
      )
      .option('--raw', 'Print the lines unchanged and unescaped')
      .addOption(
        new Option(
          '--json',
          'Print one JSON object per line: {"service", "fields" or null, "raw"}',
        ).conflicts('raw'),
      );
  },
  verbs: { audit },
  run: async (context, services, options) => (await import('./run.ts')).run(context, services, options),
};
