import type { Verb } from '../../verb.ts';

export const verb: Verb = {
  summary: 'a local page with the dashboards, traces and logs: no Grafana needed',
  configure: (command) => {
    command
      .option(
        '--port <n>',
        'listen there on 127.0.0.1 (default: DASH_PORT in .env, else 3001; 0: any free one)',
      )
      .option('--boards <folder>', "show the dashboards of another folder than the lab's own")
      .option('--no-open', 'open no browser');
  },
  run: async (context, _args, options) => {
    const { planDash } = await import('./plan.ts');
    const { run } = await import('./run.ts');
    return run(context, planDash(context, options));
  },
};
