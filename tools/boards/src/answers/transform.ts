import type { Organize, Transformation } from '../dashboard.ts';
import type { Cell, Column, Table } from './frame.ts';

/** A panel's transformations, one after the other. */
export const transformed = (
  tables: readonly Table[],
  transformations: readonly Transformation[],
): readonly Table[] =>
  transformations.reduce<readonly Table[]>((current, transformation) => {
    if (transformation.id === 'merge') return merged(current);
    return current.map(({ refId, columns }) => ({
      refId,
      columns: organized(columns, transformation.options),
    }));
  }, valuesToldApart(tables));

/** Of several queries, each Value is named after its query: `Value #B`. */
const valuesToldApart = (tables: readonly Table[]): readonly Table[] =>
  tables.length < 2
    ? tables
    : tables.map(({ refId, columns }) => ({
        refId,
        columns: columns.map((column) =>
          column.name === 'Value' ? { ...column, name: `Value #${refId}` } : column,
        ),
      }));

const EMPTY: Cell = null;

/** One table of all: rows that agree in every column that all tables have become one row. */
function merged(tables: readonly Table[]): readonly Table[] {
  const [first] = tables;
  if (first === undefined || tables.length === 1) return tables;
  const names = [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const shared = names.filter((name) =>
    tables.every(({ columns }) => columns.some((column) => column.name === name)),
  );
  const rows: Map<string, Cell>[] = [];
  for (const table of tables)
    for (const row of rowsOf(table)) {
      const twin = rows.find((other) => areOne(other, row, shared));
      if (twin === undefined) rows.push(row);
      else for (const [name, cell] of row) twin.set(name, cell);
    }
  const columns = names.map((name) => ({ name, cells: rows.map((row) => row.get(name) ?? EMPTY) }));
  return [{ refId: first.refId, columns }];
}

const rowsOf = ({ columns }: Table): Map<string, Cell>[] =>
  (columns[0]?.cells ?? []).map(
    (_, index) => new Map(columns.map(({ name, cells }) => [name, cells[index] ?? EMPTY])),
  );

/** The same in what all tables have, and nothing that contradicts in the rest. */
const areOne = (
  a: ReadonlyMap<string, Cell>,
  b: ReadonlyMap<string, Cell>,
  shared: readonly string[],
): boolean =>
  shared.every((name) => a.get(name) === b.get(name)) &&
  [...b].every(([name, cell]) => !a.has(name) || a.get(name) === cell);

function organized(
  columns: readonly Column[],
  { excludeByName, renameByName, indexByName }: Organize,
): Column[] {
  const place = ({ name }: Column): number => indexByName[name] ?? columns.length;
  return columns
    .filter(({ name }) => excludeByName[name] !== true)
    .sort((a, b) => place(a) - place(b))
    .map((column) => {
      const name = renameByName[column.name] || column.name;
      return name === column.name ? column : { ...column, name, origin: column.name };
    });
}
