import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'set up what is missing, start everything, wait until it is ready',
  reportsJson: true,
  configure: (command) => {
    command
      .option(
        '--engine <engine>',
        'native or compose (default: what runs now, else compose where Docker answers, else native)',
      )
      .option('--only <services>', 'these services and what they need, separated by commas')
      .option(
        '--timeout <seconds>',
        'give up when not everything is ready by then (default: 120 natively, 300 on compose)',
      );
  },
  run: async (context, _args, options) => (await import('./run.ts')).run(context, options),
};
