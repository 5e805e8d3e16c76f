import { readDashboard } from '../read-dashboard.ts';
import type { StoreRequest } from '../requests.ts';
import { boardJson, panelJson } from '../testing/board.ts';
import { dataOf } from './answers.ts';

const targetOf = (given: Record<string, unknown>) =>
  readDashboard(boardJson({ panels: [panelJson({ targets: [{ refId: 'A', ...given }] })] })).panels[0]!
    .targets[0]!;
const request = (answer: StoreRequest['answer'], more: Partial<StoreRequest> = {}): StoreRequest => ({
  store: 'prometheus',
  path: '/',
  params: { query: 'q' },
  answer,
  ...more,
});
const matrix = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

describe('a range answer of Prometheus', () => {
  it('is a series for each, named by the legend format', () => {
    const json = matrix({
      metric: { job: 'orders', code: '200' },
      values: [
        [1, '2'],
        [6, 'NaN'],
        [11, '+Inf'],
      ],
    });
    const target = targetOf({ expr: 'q', legendFormat: '{{job}} {{ code }} {{gone}}' });
    expect(dataOf(json, { request: request('series'), target }).series).toEqual([
      {
        refId: 'A',
        name: 'orders 200 ',
        labels: { job: 'orders', code: '200' },
        points: [
          [1000, 2],
          [6000, null],
          [11_000, Infinity],
        ],
      },
    ]);
  });

  it('names series without a legend format by what tells them apart', () => {
    const json = matrix(
      { metric: { job: 'a', x: '1' }, values: [] },
      { metric: { job: 'b', x: '1' }, values: [] },
    );
    const { series } = dataOf(json, {
      request: request('series'),
      target: targetOf({ expr: 'q', legendFormat: '__auto' }),
    });
    expect(series.map(({ name }) => name)).toEqual(['a', 'b']);
    const alone = dataOf(matrix({ metric: { __name__: 'up', job: 'a' }, values: [] }), {
      request: request('series'),
      target: targetOf({ expr: 'q' }),
    });
    expect(alone.series[0]?.name).toBe('up{job="a"}');
  });

  it('breaks where samples are missing', () => {
    const json = matrix({
      metric: {},
      values: [
        [0, '1'],
        [5, '1'],
        [30, '1'],
      ],
    });
    const { series } = dataOf(json, {
      request: request('series', { stepMs: 5000 }),
      target: targetOf({ expr: 'q' }),
    });
    expect(series[0]?.points).toEqual([
      [0, 1],
      [5000, 1],
      [10_000, null],
      [30_000, 1],
    ]);
  });
});

it('an instant answer in table format has a column for each label, and the value', () => {
  const json = {
    data: {
      result: [
        { metric: { b: '2', a: '1' }, value: [7, '3'] },
        { metric: { a: '4' }, value: [7, '5'] },
      ],
    },
  };
  const { tables } = dataOf(json, {
    request: request('instant'),
    target: targetOf({ expr: 'q', instant: true, format: 'table' }),
  });
  expect(tables).toEqual([
    {
      refId: 'A',
      columns: [
        { name: 'Time', cells: [7000, 7000] },
        { name: 'a', cells: ['1', '4'] },
        { name: 'b', cells: ['2', ''] },
        { name: 'Value', cells: [3, 5] },
      ],
    },
  ]);
});

it('exemplars carry the id of their trace', () => {
  const json = {
    data: [
      {
        seriesLabels: { job: 'orders', le: '0.1' },
        exemplars: [{ labels: { trace_id: 'abc' }, value: '0.05', timestamp: 12.5 }],
      },
    ],
  };
  expect(dataOf(json, { request: request('exemplars'), target: targetOf({ expr: 'q' }) }).exemplars).toEqual([
    {
      refId: 'A',
      timeMs: 12_500,
      value: 0.05,
      labels: { job: 'orders', le: '0.1', trace_id: 'abc' },
      traceId: 'abc',
    },
  ]);
});

it('log lines are those of all streams, the newest first, with what belongs to each', () => {
  const json = {
    data: {
      result: [
        {
          stream: { service_name: 'a' },
          values: [['1000000', 'old', { structuredMetadata: { level: 'info' } }]],
        },
        { stream: { service_name: 'b' }, values: [['1000002', 'new']] },
      ],
    },
  };
  const { entries } = dataOf(json, {
    request: request('entries', { store: 'loki' }),
    target: targetOf({ expr: 'q' }),
  });
  expect(entries).toEqual([
    { timeMs: 1, timeNs: '1000002', line: 'new', labels: { service_name: 'b' } },
    { timeMs: 1, timeNs: '1000000', line: 'old', labels: { service_name: 'a', level: 'info' } },
  ]);
});
