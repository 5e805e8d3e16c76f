import type { ParkedMessage } from '../../stores/parked-message.ts';
import type { Skipped } from './handle.ts';

const COLUMNS: readonly (readonly [title: string, value: (message: ParkedMessage) => string])[] = [
  ['PARKED AT', ({ parkedAt }) => parkedAt ?? '-'],
  ['QUEUE', ({ queue }) => queue],
  ['MESSAGE', ({ message }) => message],
  ['ID', ({ id }) => id],
  ['ORDER', ({ orderId }) => orderId ?? '-'],
  ['ATTEMPT', ({ attempt }) => (attempt === undefined ? '-' : String(attempt))],
  ['REASON', ({ reason, detail }) => [reason ?? 'no reason', detail].filter(Boolean).join(': ')],
];

// A reason may quote what a stranger sent; control characters would reach the reader's terminal.
const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 200);

export const describeParkedTable = (messages: readonly ParkedMessage[]): string[] => {
  if (messages.length === 0) return ['nothing is parked'];
  const rows = [
    COLUMNS.map(([title]) => title),
    ...messages.map((message) => COLUMNS.map(([, value]) => printable(value(message)))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/** One line for a message that stays parked, with what can be done about it. */
export const describeSkipped = ({ id, queue, why }: Skipped): string =>
  `skipped ${printable(id)}: ${printable(why)}; it stays in ${queue} (delete it with lab parked drop --id)`;
