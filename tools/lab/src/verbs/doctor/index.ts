import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'what is here, what `up` would install, and what is in the way',
  reportsJson: true,
  configure: (command) => {
    command.option('--engine <name>', 'judge for this engine: native or compose');
  },
  run: async (context, _args, options) => {
    const { run } = await import('./run.ts');
    const flag = options['engine'];
    return run(context, typeof flag === 'string' ? flag : undefined);
  },
};
