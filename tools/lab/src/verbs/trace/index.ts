import { Option } from 'commander';
import type { Verb } from '../../verb.ts';
import type { EvaluateOptions } from './evaluate/run.ts';
import type { FindOptions } from './find/run.ts';

const find: Verb<FindOptions> = {
  summary: 'Compare two windows of traces, and name the likeliest cause of what is different',
  reportsJson: true,
  configure: (command) => {
    command
      .requiredOption('--baseline <file>', 'Traces of a time when all was well')
      .requiredOption('--suspect <file>', 'Traces of the time in question')
      .addHelpText(
        'after',
        `
A file holds an answer of Jaeger's query API or OTLP JSON, and may be compressed with gzip. The lab need not run.

Examples:
  curl -s 'http://127.0.0.1:16686/api/traces?service=gateway&limit=1000&lookback=10m' > before.json
  lab trace find --baseline before.json --suspect after.json
  lab trace find --baseline before.json --suspect after.json --json`,
      );
  },
  run: async (context, _args, options) => (await import('./find/run.ts')).runFind(context, options),
};

const evaluate: Verb<EvaluateOptions> = {
  summary: 'Measure how often `lab trace find` is right, over recorded windows with known answers',
  reportsJson: true,
  configure: (command) => {
    command
      .requiredOption('--data <folder>', 'Folders of cases, each with its answers.json')
      .addOption(
        new Option(
          '--only <part>',
          'Only the cases the finder was developed on, or only those held out',
        ).choices(['tuning', 'held-out']),
      );
  },
  run: async (context, _args, options) => (await import('./evaluate/run.ts')).runEvaluate(context, options),
};

export const verb: Verb = {
  summary: 'Find the bottleneck in traces',
  group: 'Look inside',
  verbs: { find, evaluate },
};
