import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'what services wrote to stdout and stderr',
  configure: (command) => {
    command
      .argument('[service...]', 'these services; all of them if none is named')
      .option('-f, --follow', 'go on with what they write from now on, until Ctrl-C')
      .option('-n, --lines <count>', 'this many of the last lines of each');
  },
  run: async (context, names, options) => (await import('./run.ts')).run(context, names, options),
};
