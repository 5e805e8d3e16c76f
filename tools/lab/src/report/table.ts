import { alignColumns } from './columns.ts';

const MAX_CELL = 200;

/**
 * What a stranger wrote, on one line. Control characters would reach the reader's terminal, and those that turn the direction would
 * change how the rest of the line reads.
 */
export const printable = (text: string, max = MAX_CELL): string =>
  text.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ').slice(0, max);

/** Rows with their columns aligned, the titles first. */
export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  alignColumns([titles, ...rows.map((row) => row.map((cell) => printable(cell)))]);
