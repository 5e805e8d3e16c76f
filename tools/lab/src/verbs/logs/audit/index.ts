import { Option } from 'commander';
import { duration } from '../../../options.ts';
import type { Verb } from '../../../verb.ts';

export const verb: Verb<{ readonly settle: number }> = {
  summary: 'Compare the log files, the :2021 counters and Loki line by line',
  reportsJson: true,
  configure: (command) => {
    command.addOption(
      new Option('--settle <duration>', 'Maximum time to wait for lines in transit')
        .argParser(duration())
        .default(60_000, '60s'),
    );
  },
  run: async (context, _args, { settle }) => (await import('./run.ts')).run(context, { settleMs: settle }),
};
