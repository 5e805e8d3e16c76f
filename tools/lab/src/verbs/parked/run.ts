import { parkedQueue } from '@lab/contracts';
import { type LabContext, print, printJson } from '../../context.ts';
import { EXIT, type ExitCode, UsageError } from '../../errors.ts';
import { Broker, type BrokerUrls, MAIN_QUEUES } from '../../stores/broker.ts';
import { readParked } from '../../stores/parked-reader.ts';
import { type Action, handleParked } from './handle.ts';
import { describeParkedTable } from './report.ts';

interface ParkedOptions {
  readonly queue?: string | undefined;
  readonly id?: string | undefined;
  readonly all: boolean;
  readonly limit: number;
}

const queuesFor = (queue: string | undefined): readonly string[] => {
  if (queue === undefined) return MAIN_QUEUES;
  const found = MAIN_QUEUES.find((name) => name === queue || parkedQueue(name) === queue);
  if (!found)
    throw new UsageError(`--queue: there is no queue ${queue}; there are ${MAIN_QUEUES.join(', ')}`);
  return [found];
};

const done = { replay: 'replayed', drop: 'dropped' } as const satisfies Record<Action, string>;

export const runParked = async (
  context: LabContext,
  urls: BrokerUrls,
  { action, ...options }: ParkedOptions & { action: Action | 'list' },
): Promise<ExitCode> => {
  const queues = queuesFor(options.queue);
  if (action !== 'list' && (options.id === undefined) === !options.all) {
    throw new UsageError(`parked ${action}: give either --id or --all`);
  }
  const broker = await Broker.open(urls);
  try {
    if (action === 'list') return await list(context, broker, { queues, limit: options.limit });
    const handled = await handleParked(broker, action, { queues, id: options.id });
    if (context.json) printJson(context, { [done[action]]: handled });
    else print(context, `${done[action]} ${handled.length} message(s)`);
    return options.id !== undefined && handled.length === 0 ? EXIT.refuted : EXIT.held;
  } finally {
    await broker.close();
  }
};

const list = async (
  context: LabContext,
  broker: Broker,
  { queues, limit }: { queues: readonly string[]; limit: number },
): Promise<ExitCode> => {
  const wanted = queues.map(parkedQueue);
  const depths = (await broker.parkedDepths()).filter(({ name }) => wanted.includes(name));
  const present = depths.filter(({ messages }) => messages !== undefined).map(({ name }) => name);
  const total = depths.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
  const messages = await readParked(broker, present, limit);
  if (context.json) printJson(context, { total: Math.max(total, messages.length), messages });
  else {
    for (const line of describeParkedTable(messages)) print(context, line);
    if (total > messages.length && messages.length === limit)
      print(context, `… ${total} in all; see --limit`);
  }
  return EXIT.held;
};
