import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'crash a service: SIGKILL, which its restart policy then mends',
  configure: (command) => {
    command.argument('<service...>', 'one or more services, as `lab status` names them');
  },
  run: async (context, names) => (await import('../each-service.ts')).forEachService(context, names, 'kill'),
};
