import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'print where the web pages are, or open one',
  reportsJson: true,
  configure: (command) => {
    command.argument(
      '[service]',
      'the service whose page to open; all addresses are printed if none is named',
    );
  },
  run: async (context, names) => (await import('./run.ts')).run(context, names[0]),
};
