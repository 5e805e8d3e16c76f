import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'Freeze services: they keep their connections but do not answer',
  group: 'Break it',
  configure: (command) => {
    command.argument('<service...>', 'One or more services, as named in `lab status`');
  },
  run: async (context, names) => (await import('../each-service.ts')).forEachService(context, names, 'pause'),
};
