import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'Print the addresses of the web pages, or open one',
  group: 'Look inside',
  reportsJson: true,
  configure: (command) => {
    command.argument('[service]', 'Service whose page to open (default: print all addresses)');
  },
  run: async (context, names) => (await import('./run.ts')).run(context, names[0]),
};
