import { printable, table } from '../../report/table.ts';
import type { ParkedMessage } from '../../stores/parked-message.ts';
import type { Action, Skipped } from './handle.ts';

const COLUMNS: readonly (readonly [title: string, value: (message: ParkedMessage) => string])[] = [
  ['PARKED AT', ({ parkedAt }) => parkedAt ?? '-'],
  ['QUEUE', ({ queue }) => queue],
  ['MESSAGE', ({ message }) => message],
  ['ID', ({ id }) => id],
  ['ORDER', ({ orderId }) => orderId ?? '-'],
  ['ATTEMPT', ({ attempt }) => (attempt === undefined ? '-' : String(attempt))],
  ['REASON', ({ reason, detail }) => [reason ?? 'no reason', detail].filter(Boolean).join(': ')],
];

export const describeParkedTable = (messages: readonly ParkedMessage[]): string[] => {
  if (messages.length === 0) return ['nothing is parked'];
  return table(
    COLUMNS.map(([title]) => title),
    messages.map((message) => COLUMNS.map(([, value]) => value(message))),
  );
};

/** One line for a message that stays parked, with what can be done about it. */
export const describeSkipped = ({ id, queue, why }: Skipped): string =>
  `skipped ${printable(id)}: ${printable(why)}; it stays in ${queue} (delete it with lab parked drop --id)`;

/** For a timeline: how many messages, and of which queues. */
export const describeHandled = (action: Action, handled: readonly ParkedMessage[]): string => {
  const counts = Map.groupBy(handled, ({ queue }) => queue);
  const queues = [...counts].map(([queue, messages]) => `${messages.length} in ${queue}`);
  return `lab parked ${action}: ${queues.join(', ')}`;
};
