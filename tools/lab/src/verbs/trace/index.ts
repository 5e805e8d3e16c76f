import { InvalidArgumentError, Option } from 'commander';
import type { LabContext } from '../../context.ts';
import { duration, traceId, wholeNumber } from '../../options.ts';
import type { Jaeger } from '../../signals/jaeger.ts';
import type { Verb } from '../../verb.ts';
import type { EvaluateOptions } from './evaluate/run.ts';
import type { FindOptions } from './find/run.ts';
import type { SlowestOptions } from './show/run.ts';

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

const jaegerOf = async (context: LabContext): Promise<{ jaeger: Jaeger; url: string }> => {
  const { httpUrl } = await import('../../engines/engine.ts');
  const { resolveEngine } = await import('../../engines/index.ts');
  const { Jaeger } = await import('../../signals/jaeger.ts');
  const { traceUrlOf } = await import('../../signals/trace-url.ts');
  const engine = await resolveEngine(context);
  return { jaeger: new Jaeger(httpUrl(engine, 'jaeger', 16686), context.signal), url: traceUrlOf(engine) };
};

/** Jaeger finds a trace by its whole id only. */
const wholeId = (text: string): string => {
  if (traceId(text).length !== 32) throw new InvalidArgumentError('It must have all 32 hexadecimal digits.');
  return text;
};

const show: Verb = {
  summary: 'Show the critical path of a trace, through messages to its end',
  reportsJson: true,
  configure: (command) => {
    command.argument('<id>', 'Trace id, 32 hexadecimal digits', wholeId);
  },
  run: async (context, [id = '']) =>
    (await import('./show/run.ts')).runShow(context, await jaegerOf(context), id),
};

const slowest: Verb<SlowestOptions> = {
  summary: 'List the traces whose requests took longest',
  reportsJson: true,
  configure: (command) => {
    command
      .option('--service <name>', 'Service that has part in them', 'gateway')
      .addOption(
        new Option('--last <duration>', 'How far back to look')
          .argParser(duration(1000, 86_400_000))
          .default(300_000, '5m'),
      )
      .addOption(
        new Option('--limit <n>', 'Maximum number of traces').argParser(wholeNumber(1, 100)).default(10),
      );
  },
  run: async (context, _args, options) =>
    (await import('./show/run.ts')).runSlowest(context, await jaegerOf(context), options),
};

export const verb: Verb = {
  summary: 'Show traces with their critical path, and find the bottleneck in them',
  group: 'Look inside',
  verbs: { show, slowest, find, evaluate },
};
