import { Option } from 'commander';
import { ENGINE_NAMES } from '../../engines/engine.ts';
import { LAYERS } from '../../engines/layers.ts';
import { names, wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import type { UpCommand } from './run.ts';

const DAY_SECONDS = 86_400;

export const verb: Verb<UpCommand> = {
  summary: 'Install what is missing, start the lab and wait until it is ready',
  group: 'Run the lab',
  reportsJson: true,
  configure: (command) => {
    command
      .addOption(
        new Option(
          '--engine <engine>',
          'Engine to run on (default: the running one, else compose if Docker is available, else native)',
        ).choices(ENGINE_NAMES),
      )
      .option('--only <services>', 'Only these services and their dependencies, separated by commas', names())
      .option(
        '--with <layers>',
        `Also ${LAYERS.join(', ')}, until the lab is taken down (docs/fault-actions.md)`,
        names(LAYERS),
      )
      .option(
        '--timeout <seconds>',
        'Maximum time to wait until ready (default: 120 on native, 300 on compose)',
        wholeNumber(1, DAY_SECONDS),
      );
  },
  run: async (context, _args, options) => (await import('./run.ts')).run(context, options),
};
