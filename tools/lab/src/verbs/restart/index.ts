import type { Verb } from '../../verb.ts';

export const verb: Verb<{ readonly ifDown?: true }> = {
  summary: 'Restart services; gateway, orders and inventory without a failed request',
  group: 'Run the lab',
  configure: (command) => {
    command
      .argument('<service...>', 'One or more services, as named in `lab status`')
      .option('--if-down', 'Skip services that are running or paused');
  },
  run: async (context, names, { ifDown }) =>
    (await import('../each-service.ts')).forEachService(
      context,
      names,
      ifDown === true ? 'restart-if-down' : 'restart',
    ),
};
