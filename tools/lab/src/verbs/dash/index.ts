import { wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import { HIGHEST_PORT, type DashOptions } from './plan.ts';

export const verb: Verb<DashOptions> = {
  summary: 'Serve a local page with dashboards, traces and logs',
  group: 'Look inside',
  configure: (command) => {
    command
      .option(
        '--port <n>',
        'Port on 127.0.0.1; 0 picks a free one (default: DASH_PORT in .env, or 3001)',
        wholeNumber(0, HIGHEST_PORT),
      )
      .option('--boards <folder>', 'Folder with the dashboards to show')
      .option('--no-open', 'Do not open a browser');
  },
  run: async (context, _args, options) => {
    const { planDash } = await import('./plan.ts');
    const { run } = await import('./run.ts');
    return run(context, planDash(context, options));
  },
};
