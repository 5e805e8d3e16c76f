import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'stop a service in order and start it again',
  configure: (command) => {
    command
      .argument('<service...>', 'one or more services, as `lab status` names them')
      .option('--if-down', 'only those that do not run: what runs is left alone');
  },
  run: async (context, names, options) =>
    (await import('../each-service.ts')).forEachService(
      context,
      names,
      options['ifDown'] === true ? 'restart-if-down' : 'restart',
    ),
};
