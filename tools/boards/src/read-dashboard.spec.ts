import { queriesOf } from './dashboard.ts';
import { readDashboard, UnsupportedDashboard } from './read-dashboard.ts';
import { boardJson, panelJson } from './testing/board.ts';

const read = (...panels: Record<string, unknown>[]) => readDashboard(boardJson({ panels }));

describe('readDashboard', () => {
  it('fills in what Grafana leaves out, or writes as null', () => {
    const board = read(panelJson({ description: null, fieldConfig: { defaults: { unit: 's' } } }));
    expect(board).toMatchObject({ time: { from: 'now-15m', to: 'now' }, variables: [] });
    expect(board.panels[0]).toMatchObject({
      description: '',
      fieldConfig: { defaults: { unit: 's', mappings: [], custom: {} }, overrides: [] },
      targets: [{ store: 'prometheus', instant: false, format: 'time_series' }],
    });
  });

  it('gives a query the data source of its panel where it has none', () => {
    const jaeger = { refId: 'B', queryType: 'search', datasource: { type: 'jaeger', uid: 'jaeger' } };
    const board = read(panelJson({ targets: [{ refId: 'A', expr: 'up' }, jaeger] }));
    expect(queriesOf(board).map(({ target: { store, refId } }) => [refId, store])).toEqual([
      ['A', 'prometheus'],
      ['B', 'jaeger'],
    ]);
  });

  it('leaves out what is hidden', () => {
    const targets = [
      { refId: 'A', expr: 'up', hide: true },
      { refId: 'B', expr: 'up' },
    ];
    expect(queriesOf(read(panelJson({ targets }))).map(({ target }) => target.refId)).toEqual(['B']);
  });

  it('lists panels in reading order', () => {
    const at = (id: number, x: number, y: number) => panelJson({ id, gridPos: { x, y, w: 12, h: 8 } });
    expect(read(at(1, 12, 8), at(2, 0, 8), at(3, 0, 0)).panels.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it.each([
    [
      'a panel type',
      { type: 'piechart' },
      'panel "Requests": type "piechart" is not supported; supported: stat,',
    ],
    ['a transformation', { transformations: [{ id: 'reduce' }] }, 'transformation "reduce" is not supported'],
    [
      'a data source',
      { datasource: { type: 'mysql', uid: 'x' } },
      'expected one of "prometheus"|"loki"|"jaeger"',
    ],
    ['a query without text', { targets: [{ refId: 'C' }] }, 'panel "Requests", query C'],
    ['a collapsed row', { type: 'row', panels: [panelJson()] }, 'a collapsed row is not supported'],
    ['a repeated panel', { repeat: 'service' }, '"repeat" is not supported'],
    [
      'an override',
      {
        fieldConfig: {
          defaults: {},
          overrides: [{ matcher: { id: 'byName', options: 'x' }, properties: [{ id: 'filterable' }] }],
        },
      },
      'override "filterable" is not supported',
    ],
  ])('refuses %s that it does not know, and names board and panel', (_, given, message) => {
    const attempt = () => read(panelJson(given));
    expect(attempt).toThrow(UnsupportedDashboard);
    expect(attempt).toThrow('dashboard "Shop"');
    expect(attempt).toThrow(message);
  });

  it('refuses a variable type that it does not know', () => {
    const templating = { list: [{ type: 'adhoc', name: 'filters' }] };
    expect(() => readDashboard(boardJson({ templating }))).toThrow(
      'dashboard "Shop", variable "filters": type "adhoc" is not supported; supported: query, custom',
    );
  });

  it('refuses two panels with one id', () => {
    expect(() => read(panelJson(), panelJson({ title: 'Errors' }))).toThrow(
      `panel "Errors": another panel has the same id 1`,
    );
  });
});
