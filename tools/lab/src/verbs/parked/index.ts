import type { ReportEvent } from '@lab/contracts';
import { type Command, Option } from 'commander';
import type { LabContext } from '../../context.ts';
import type { ExitCode } from '../../errors.ts';
import { wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import type { HandleOptions, ListOptions, ParkedCommand } from './run.ts';

const start = async (context: LabContext, command: ParkedCommand): Promise<ExitCode> => {
  const { resolveEngine } = await import('../../engines/index.ts');
  const { LabEvents } = await import('../../signals/lab-events.ts');
  const { storeUrls } = await import('../../stores/addresses.ts');
  const { runParked } = await import('./run.ts');
  const engine = await resolveEngine(context);
  const events = new LabEvents(engine);
  const lab = {
    urls: storeUrls(engine, context.env),
    report: (event: ReportEvent): void => events.report(event),
  };
  return runParked(context, lab, command).finally(() => events.sent());
};

const addQueue = (command: Command): Command => command.option('--queue <name>', 'Only this queue');

const list: Verb<ListOptions> = {
  summary: 'List parked messages',
  reportsJson: true,
  configure: (command) => {
    addQueue(command).addOption(
      new Option('--limit <n>', 'Maximum number of messages to list')
        .argParser(wholeNumber(1, 10_000))
        .default(100),
    );
  },
  run: (context, _args, options) => start(context, { action: 'list', ...options }),
};

const handling = (action: 'replay' | 'drop', summary: string): Verb<HandleOptions> => ({
  summary,
  reportsJson: true,
  configure: (command) => {
    addQueue(command)
      .option('--id <message id>', `Message to ${action}`)
      .option('--all', `Select all messages`);
  },
  run: (context, _args, options) => start(context, { action, ...options }),
});

export const verb: Verb = {
  summary: 'Handle messages that could not be processed',
  group: 'Load it and check the result',
  verbs: {
    list,
    replay: handling('replay', 'Send parked messages again (needs --id or --all)'),
    drop: handling('drop', 'Delete parked messages (needs --id or --all)'),
  },
};
