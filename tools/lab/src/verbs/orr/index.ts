import type { Verb } from '../../verb.ts';

interface Options {
  readonly skipFaults?: boolean;
}

export const verb: Verb<Options> = {
  summary: 'Operational readiness review: try whether the lab is ready for operation',
  group: 'Load it and check the result',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--skip-faults', 'Kill nothing; the verdict is then never "ready"')
      .addHelpText(
        'after',
        '\nChanges the lab: places orders, pauses gateway for a backup, starts a second lab to restore it, and kills each dependency once.',
      );
  },
  run: async (context, _args, { skipFaults = false }) => (await import('./run.ts')).run(context, skipFaults),
};
