import { UsageError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { PARTS, type Part } from './suite.ts';

const chosenParts = (text: unknown): readonly Part[] => {
  if (typeof text !== 'string') return PARTS;
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const part = PARTS.find((candidate) => candidate === name);
    if (part === undefined)
      throw new UsageError(`--only: unknown part "${name}"; available: ${PARTS.join(', ')}`);
    return part;
  });
};

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const verb: Verb = {
  summary: 'run every test: static checks, unit, integration, whole lab',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--engine <name>', 'what the stores and whole labs run on: native or compose', 'native')
      .option('--only <parts>', `some parts: ${PARTS.join(',')}`)
      .option('--match <text>', 'only spec files whose path contains this')
      .option('--list', 'say what would run');
  },
  run: async (context, _args, options) => {
    const { listTests, runTests } = await import('./run.ts');
    const order = {
      parts: chosenParts(options['only']),
      engine: optionalText(options['engine']) ?? 'native',
      match: optionalText(options['match']),
    };
    return options['list'] === true ? listTests(context, order) : runTests(context, order);
  },
};
