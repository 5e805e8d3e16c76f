import { Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../../engines/engine.ts';
import type { Verb } from '../../verb.ts';

export const verb: Verb<{ readonly engine?: EngineName }> = {
  summary: 'Check this machine: installed programs, missing ones, problems',
  group: 'Run the lab',
  reportsJson: true,
  configure: (command) => {
    command.addOption(new Option('--engine <name>', 'Engine to check for').choices(ENGINE_NAMES));
  },
  run: async (context, _args, { engine }) => (await import('./run.ts')).run(context, engine),
};
