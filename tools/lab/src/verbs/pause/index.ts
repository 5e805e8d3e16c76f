import type { PauseOptions } from '../../faults/calls.ts';
import { duration, pulse } from '../../options.ts';
import type { Verb } from '../../verb.ts';

const HOUR_MS = 3_600_000;

export const verb: Verb<PauseOptions> = {
  summary: 'Freeze services: they keep their connections but do not answer',
  group: 'Break it',
  configure: (command) => {
    command
      .argument('<service...>', 'One or more services, as named in `lab status`')
      .option('--for <duration>', 'Resume them after this time, or on Ctrl-C', duration(100, HOUR_MS))
      .option('--pulse <on/off>', 'With --for: freeze them in pulses, such as 700ms/300ms', pulse);
  },
  run: async (context, names, options) => {
    if (options.for === undefined && options.pulse === undefined)
      return (await import('../each-service.ts')).forEachService(context, names, 'pause');
    return (await import('./run.ts')).run(context, names, options);
  },
};
