import { Option } from 'commander';
import { duration } from '../../options.ts';
import type { Verb } from '../../verb.ts';

interface Options {
  readonly settle: number;
}

export const verb: Verb<Options> = {
  summary: 'Back up orders, stock, parked messages and incidents to a new folder',
  group: 'Run the lab',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<folder>', 'A folder that does not exist yet')
      .addOption(
        new Option('--settle <duration>', 'Maximum time to wait for orders in flight')
          .argParser(duration())
          .default(30_000, '30s'),
      )
      .addHelpText(
        'after',
        '\nPauses gateway for the copy, usually two or three seconds: requests wait, none is refused. If the audit does not hold, no backup is written.',
      );
  },
  run: async (context, [folder = ''], options) =>
    (await import('./run.ts')).run(context, folder, options.settle),
};
