import { readDashboard } from '@lab/boards/read';
import { boardJson, panelJson } from '@lab/boards/testing';
import { resolveColor, seriesColors } from './colours.ts';
import { display } from './display.ts';
import { configOf } from './field.ts';
import { readyLink } from './links.ts';
import { niceStep } from './nice-steps.ts';
import { microseconds, shortTime } from './time.ts';
import { text } from './units.ts';

it.each([
  [0, 's', '0 s'],
  [0.0123, 's', '12.3 ms'],
  [0.00000042, 's', '420 ns'],
  [95, 's', '1.58 min'],
  [250, 'ms', '250 ms'],
  [1500, 'ms', '1.5 s'],
  [12_345, 'short', '12.3 K'],
  [999.9, 'short', '1 K'],
  [-2048, 'bytes', '-2 KiB'],
  [1536, 'bytes', '1.5 KiB'],
  [2_000_000, 'Bps', '2 MB/s'],
  [0.0042, 'percentunit', '0.42%'],
  [0.999, 'percentunit', '99.9%'],
  [42, 'percent', '42%'],
  [15, 'reqps', '15 req/s'],
  [1200, 'ops', '1.2 K ops/s'],
  [3, 'mps', '3 msg/s'],
  [1.5, 'suffix: cores', '1.5 cores'],
  [7, undefined, '7'],
  [Infinity, 's', '+∞'],
])('%d in %s is written %s', (value, unit, expected) => {
  expect(text(value, { unit })).toBe(expected);
});

it('writes as many decimals as are asked for', () => {
  expect(text(0.12345, { unit: 'percentunit', decimals: 2 })).toBe('12.35%');
  expect(text(3, { decimals: 1 })).toBe('3.0');
});

it('durations of spans stay comparable', () => {
  expect([900, 1500, 23_456, 123_456, 1_234_567].map(microseconds)).toEqual([
    '900 µs',
    '1.5 ms',
    '23.5 ms',
    '123 ms',
    '1.23 s',
  ]);
});

it('the day is told where it is not today', () => {
  const [noon, dayBefore] = [
    new Date(2026, 10, 24, 12, 0, 5).getTime(),
    new Date(2026, 10, 23, 12, 0, 5).getTime(),
  ];
  expect(shortTime(noon, noon)).toBe('12:00:05');
  expect(shortTime(dayBefore, noon)).toBe('2026-11-23 12:00:05');
});

it('axes of bytes have steps that are powers of two', () => {
  expect(niceStep(570 * 1024 * 1024, { unit: 'bytes', lines: 4 })).toBe(256 * 1024 * 1024);
  expect(niceStep(570, { unit: 's', lines: 4 })).toBeUndefined();
});

describe('display', () => {
  const config = (given: Record<string, unknown>) =>
    readDashboard(boardJson({ panels: [panelJson({ fieldConfig: { defaults: given } })] })).panels[0]!
      .fieldConfig.defaults;
  const steps = [
    { value: null, color: 'green' },
    { value: 0.1, color: 'yellow' },
    { value: 0.2, color: 'red' },
  ];

  it('takes the colour of the highest threshold that is reached', () => {
    const withThresholds = config({ unit: 's', thresholds: { mode: 'absolute', steps } });
    expect([0, 0.1, 0.5].map((value) => display(value, withThresholds))).toEqual([
      { text: '0 s', color: 'green' },
      { text: '100 ms', color: 'yellow' },
      { text: '500 ms', color: 'red' },
    ]);
  });

  it('measures percentages between min and max', () => {
    const percent = config({
      min: 0,
      max: 50,
      thresholds: {
        mode: 'percentage',
        steps: [
          { value: null, color: 'green' },
          { value: 80, color: 'red' },
        ],
      },
    });
    expect([39, 41].map((value) => display(value, percent).color)).toEqual(['green', 'red']);
  });

  it.each([
    [{ type: 'value', options: { '0': { text: 'closed', color: 'green' } } }, 0, 'closed', 'green'],
    [{ type: 'range', options: { from: 1, to: null, result: { text: 'open' } } }, 7, 'open', undefined],
    [{ type: 'regex', options: { pattern: '/^ab/', result: { text: 'it' } } }, 'abc', 'it', undefined],
    [{ type: 'special', options: { match: 'null', result: { text: 'none' } } }, null, 'none', undefined],
    [{ type: 'value', options: { '1': { text: 'x' } } }, 2, '2', undefined],
  ])('maps by %j', (mapping, value, expected, color) => {
    expect(display(value, config({ mappings: [mapping] }))).toEqual({ text: expected, color });
  });

  it('shows nothing as nothing, or as the dashboard says', () => {
    expect(display(null, config({})).text).toBe('–');
    expect(display(null, config({ noValue: 'none' })).text).toBe('none');
  });
});

it('overrides fit by name, pattern or query, and the later wins', () => {
  const override = (id: string, options: string, ...properties: { id: string; value: unknown }[]) => ({
    matcher: { id, options },
    properties,
  });
  const fieldConfig = {
    defaults: { unit: 's' },
    overrides: [
      override(
        'byName',
        'orders',
        { id: 'unit', value: 'ms' },
        { id: 'custom.axisPlacement', value: 'right' },
      ),
      override('byRegexp', '/^ord/', { id: 'decimals', value: 1 }),
      override('byFrameRefID', 'B', { id: 'unit', value: 'bytes' }),
    ],
  };
  const [panel] = readDashboard(boardJson({ panels: [panelJson({ fieldConfig })] })).panels;
  expect(configOf(panel!, { name: 'orders', refId: 'A' })).toMatchObject({
    unit: 'ms',
    decimals: 1,
    custom: { axisPlacement: 'right' },
  });
  expect(configOf(panel!, { name: 'other', refId: 'B' })).toMatchObject({ unit: 'bytes' });
  expect(configOf(panel!, { name: 'other', refId: 'A' })).toMatchObject({ unit: 's' });
});

describe('readyLink', () => {
  const context = {
    text: { from: 'now-15m', to: 'now' },
    range: { from: 0, to: 900_000 },
    selected: { service: ['orders'], all: ['$__all'] },
  };
  const href = (url: string, scope = {}) =>
    readyLink({ title: '', url, targetBlank: false }, scope, context).href;

  it.each([
    [
      '/d/logs?var-service=${__field.labels.job}&${__url_time_range}',
      '/d/logs?var-service=a%26b&from=now-15m&to=now',
    ],
    ['/d/x?${__all_variables}', '/d/x?var-service=orders&var-all=%24__all'],
    ['/d/x?var-s=${service}&var-a=$all', '/d/x?var-s=orders&var-a=All'],
    ['/trace/${__value.raw}?t=${__value.time}', '/trace/7?t=1'],
    ['/trace/${__data.fields["Trace ID"]}', '/trace/abc'],
    ['/x?n=${__series.name}&u=${unknown}', '/x?n=me&u=${unknown}'],
  ])('makes of %s: %s', (url, expected) => {
    const scope = { labels: { job: 'a&b' }, name: 'me', value: 7, timeMs: 1, row: { 'Trace ID': 'abc' } };
    expect(href(url, scope)).toBe(expected);
  });

  it('leads to pages only', () => {
    expect(href('javascript:alert(1)')).toBe('#');
    expect(href('data:text/html,x')).toBe('#');
    expect(href('https://example.org/')).toBe('https://example.org/');
  });
});

it('services have a colour of their own where they are among themselves', () => {
  const [inventory] = seriesColors(['inventory'], 'dark');
  expect(seriesColors(['orders', 'inventory'], 'dark')[1]).toBe(inventory);
  expect(seriesColors(['200', 'inventory'], 'dark')[1]).not.toBe(inventory);
});

it("knows Grafana's colours and their shades", () => {
  expect(resolveColor('#123456', 'dark')).toBe('#123456');
  expect(resolveColor('red', 'dark')).not.toBe(resolveColor('dark-red', 'dark'));
  expect(resolveColor('no-such-colour', 'dark')).toMatch(/^#/);
});
