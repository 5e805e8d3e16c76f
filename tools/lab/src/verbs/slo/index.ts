import type { Verb } from '../../verb.ts';
import { verb as prove } from './prove/index.ts';

interface Options {
  readonly labTime?: true;
}

export const verb: Verb<Options> = {
  summary: 'Show the objectives, their error budgets and what the policy says',
  group: 'Load it and check the result',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--lab-time', 'Show the objectives in lab time: all windows 15 times shorter')
      .addHelpText('after', '\nExit code 1: the policy is freeze, because an error budget is spent.');
  },
  verbs: { prove },
  run: async (context, _args, { labTime = false }) => (await import('./run.ts')).run(context, { labTime }),
};
