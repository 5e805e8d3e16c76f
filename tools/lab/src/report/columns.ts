/** A line per row, every column as wide as its widest cell and two blanks from the next; from `numbersFrom` on to the right. */
export function alignColumns(rows: readonly (readonly string[])[], numbersFrom = Infinity): string[] {
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell[column < numbersFrom ? 'padEnd' : 'padStart'](widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
