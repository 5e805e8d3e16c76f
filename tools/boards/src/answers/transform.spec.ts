import type { Table } from './frame.ts';
import { transformed } from './transform.ts';

const table = (refId: string, columns: Record<string, (string | number)[]>): Table => ({
  refId,
  columns: Object.entries(columns).map(([name, cells]) => ({ name, cells })),
});
const merge = { id: 'merge', options: {} } as const;
const cellsOf = (tables: readonly Table[]) =>
  Object.fromEntries(tables[0]!.columns.map(({ name, cells }) => [name, cells]));

it('merge makes one row of those that agree in what all tables have', () => {
  const requests = table('A', { Time: [1, 1], job: ['a', 'b'], Value: [10, 20] });
  const errors = table('B', { Time: [1, 1], job: ['b', 'c'], Value: [2, 3] });
  expect(cellsOf(transformed([requests, errors], [merge]))).toEqual({
    Time: [1, 1, 1],
    job: ['a', 'b', 'c'],
    'Value #A': [10, 20, null],
    'Value #B': [null, 2, 3],
  });
});

it('merge keeps rows apart that contradict each other', () => {
  const one = table('A', { job: ['a', 'a'], route: ['/x', '/y'], Value: [1, 2] });
  expect(cellsOf(transformed([one, table('B', { job: ['a'], Value: [9] })], [merge]))).toEqual({
    job: ['a', 'a'],
    route: ['/x', '/y'],
    'Value #A': [1, 2],
    'Value #B': [9, null],
  });
});

it('organize leaves out, renames and orders', () => {
  const organize = {
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      renameByName: { Value: 'Orders' },
      indexByName: { Value: 0, job: 1 },
    },
  } as const;
  const [first] = transformed([table('A', { Time: [1], job: ['a'], Value: [3] })], [merge, organize]);
  expect(first!.columns).toEqual([
    { name: 'Orders', origin: 'Value', cells: [3] },
    { name: 'job', cells: ['a'] },
  ]);
});
