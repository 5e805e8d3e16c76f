import { LOG_LEVELS } from '@lab/contracts';
import { UsageError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'what services wrote; `logs audit`: what became of every line of it',
  configure: (command) => {
    command
      .argument(
        '[service...]',
        'these services; all of them if none is named. `audit` in their place: holds the log files, :2021 and Loki against each other',
      )
      .option('-f, --follow', 'go on with what they write from now on, until Ctrl-C')
      .option('-n, --lines <count>', 'this many of the last lines of each, of those that are shown')
      .option('--level <level>', `lines of this level and more severe ones: ${LOG_LEVELS.join(', ')}`)
      .option('--trace <id>', 'lines of this trace: its id, or the first 8 characters of it or more')
      .option('--raw', 'lines as they were written; whatever is in them reaches the terminal')
      .option('--settle <duration>', 'audit: how long lines may still be on their way (default: 60s)')
      .option(
        '--json',
        'for programs: one object per line, {"service", "fields" or null, "raw"}; of the audit one document',
      );
  },
  run: async (context, names, options) => {
    if (names[0] === 'audit') return (await import('./audit/start.ts')).start(context, names, options);
    if (options['settle'] !== undefined) throw new UsageError('--settle is an option of `lab logs audit`');
    return (await import('./run.ts')).run(context, names, options);
  },
};
