import { alignColumns } from './columns.ts';

describe('columns', () => {
  it('are as wide as their widest cell, without blanks at the end', () => {
    const rows = [
      ['NAME', 'STATE'],
      ['gateway', 'ready'],
      ['x', ''],
    ];
    expect(alignColumns(rows)).toEqual(['NAME     STATE', 'gateway  ready', 'x']);
  });

  it('of numbers end at the same place', () => {
    const rows = [
      ['NAME', 'LINES'],
      ['x', '7'],
    ];
    expect(alignColumns(rows, 1)).toEqual(['NAME  LINES', 'x         7']);
  });

  it('may be fewer in a row, or none at all', () => {
    expect(alignColumns([['a'], ['bb', 'c']])).toEqual(['a', 'bb  c']);
    expect(alignColumns([])).toEqual([]);
  });
});
