import { alignColumns } from './columns.ts';

const MAX_CELL = 200;

/** What a stranger wrote, on one line: control characters would reach the reader's terminal. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, MAX_CELL);

/** Rows with their columns aligned, the titles first. */
export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  alignColumns([titles, ...rows.map((row) => row.map(printable))]);
