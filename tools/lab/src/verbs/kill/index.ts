import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'Crash services with SIGKILL; their restart policy restarts them',
  group: 'Break it',
  configure: (command) => {
    command.argument('<service...>', 'One or more services, as named in `lab status`');
  },
  run: async (context, names) => (await import('../each-service.ts')).forEachService(context, names, 'kill'),
};
