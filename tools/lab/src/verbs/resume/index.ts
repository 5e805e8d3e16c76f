import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'let a paused service go on',
  configure: (command) => {
    command.argument('<service...>', 'one or more services, as `lab status` names them');
  },
  run: async (context, names) =>
    (await import('../each-service.ts')).forEachService(context, names, 'resume'),
};
