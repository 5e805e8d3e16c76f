import type { ReportEvent } from '@lab/contracts';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { EXIT, type ExitCode, UsageError } from '../../errors.ts';
import type { StoreUrls } from '../../stores/addresses.ts';
import { AnyMessageId, type ParkedMessage } from '../../stores/parked-message.ts';
import type { Action, Handled } from './handle.ts';
import { type ParkedPlace, placesOf } from './places.ts';
import { describeHandled, describeParkedTable, describeSkipped } from './report.ts';

export interface ListOptions {
  readonly queue?: string;
  readonly limit: number;
}

export interface HandleOptions {
  readonly queue?: string;
  readonly id?: string;
  readonly all?: boolean;
}

export type ParkedCommand =
  ({ readonly action: 'list' } & ListOptions) | ({ readonly action: Action } & HandleOptions);

/** What `lab parked` needs of a lab. */
export interface ParkedLab {
  readonly urls: StoreUrls;
  /** For the timelines of incidents. */
  readonly report: (event: ReportEvent) => void;
}

const done = { replay: 'replayed', drop: 'dropped' } as const satisfies Record<Action, string>;

export const runParked = async (
  context: LabContext,
  { urls, report }: ParkedLab,
  command: ParkedCommand,
): Promise<ExitCode> => {
  const open = placesOf(urls, command.queue);
  if (command.action === 'list') return list(context, open, command.limit);
  const { action, all = false } = command;
  if ((command.id === undefined) === !all) {
    throw new UsageError(`parked ${action}: give either --id or --all`);
  }
  const id = AnyMessageId.optional().parse(command.id);
  const result: Handled = { handled: [], skipped: [] };
  const at = new Date().toISOString();
  try {
    await inEach(open, async (place) => {
      const { handled, skipped } = await place.handle(action, id);
      result.handled.push(...handled);
      result.skipped.push(...skipped);
    });
  } finally {
    // Also where a second store does not answer: what the first one held has changed.
    if (result.handled.length > 0)
      report({ kind: 'other', text: describeHandled(action, result.handled), at });
  }
  const exitCode = reportHandled(context, done[action], result);
  const isMissing = id !== undefined && result.handled.length + result.skipped.length === 0;
  return isMissing ? EXIT.refuted : exitCode;
};

const inEach = async (
  open: readonly (() => Promise<ParkedPlace>)[],
  work: (place: ParkedPlace) => Promise<void>,
): Promise<void> => {
  for (const openOne of open) {
    const place = await openOne();
    try {
      await work(place);
    } finally {
      await place.close();
    }
  }
};

/** Refuted when a message that should have been handled is still parked. */
const reportHandled = (context: LabContext, what: string, { handled, skipped }: Handled): ExitCode => {
  for (const message of skipped) say(context, describeSkipped(message));
  if (context.json) printJson(context, { [what]: handled, skipped });
  else
    print(
      context,
      `${what} ${handled.length} message(s)${skipped.length > 0 ? `, skipped ${skipped.length}` : ''}`,
    );
  return skipped.length > 0 ? EXIT.refuted : EXIT.held;
};

const list = async (
  context: LabContext,
  open: readonly (() => Promise<ParkedPlace>)[],
  limit: number,
): Promise<ExitCode> => {
  const messages: ParkedMessage[] = [];
  let total = 0;
  await inEach(open, async (place) => {
    const found = await place.list(limit - messages.length);
    messages.push(...found.messages);
    total += found.total;
  });
  if (context.json) printJson(context, { total, messages });
  else {
    for (const line of describeParkedTable(messages)) print(context, line);
    if (total > messages.length && messages.length === limit)
      print(context, `… ${total} in total; use --limit to list more`);
  }
  return EXIT.held;
};
