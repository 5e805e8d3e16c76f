import { Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../../engines/engine.ts';
import { names } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import { PARTS, type Part } from './suite.ts';

interface Options {
  readonly engine: EngineName;
  readonly only?: readonly Part[];
  readonly match?: string;
  readonly all?: true;
  readonly list?: true;
}

export const verb: Verb<Options> = {
  summary: 'Run the tests: static checks, unit, integration, whole lab',
  group: 'Work on the lab itself',
  reportsJson: true,
  configure: (command) => {
    command
      .addOption(
        new Option('--engine <name>', 'Engine for the stores and labs of the tests')
          .choices(ENGINE_NAMES)
          .default('native'),
      )
      .option(
        '--only <kinds>',
        `Kinds of tests to run, separated by commas: ${PARTS.join(', ')} (default: all)`,
        names(PARTS),
      )
      .option('--match <text>', 'Only spec files whose path contains the text')
      .option(
        '--all',
        'Also run slow tests (two crashes at once, ten minutes of load, the proof of every objective), and again what passed before on the same files',
      )
      .option('--list', 'List the tests without running them');
  },
  run: async (context, _args, { only = PARTS, engine, match, all = false, list }) => {
    const { listTests, runTests } = await import('./run.ts');
    const order = { parts: only, engine, match, all };
    return list === true ? listTests(context, order) : runTests(context, order);
  },
};
