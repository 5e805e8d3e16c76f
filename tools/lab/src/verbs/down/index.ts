import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'stop everything that `lab up` started',
  configure: (command) => {
    command.option('--wipe', 'also remove the data: orders, stock, messages, traces, metrics, logs');
  },
  run: async (context, _args, options) => (await import('./run.ts')).run(context, options['wipe'] === true),
};
