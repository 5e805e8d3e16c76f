import type { Chart } from './chart.ts';
import { drawChart } from './draw.ts';

const from = Date.parse('2026-11-28T15:00:00Z');
const second = (seconds: number): number => from + seconds * 1000;
const chart: Chart = {
  ...{ title: 'Orders', unit: 'per second', from, to: second(60), gapMs: 15_000 },
  series: [
    { name: 'placed', points: [0, 5, 10, 30, 35].map((at) => [second(at), 20] as const) },
    { name: 'settled', points: [[second(5), 10]] },
  ],
  marks: [
    { at: second(10), letter: 'A', text: 'pause inventory' },
    { at: second(10.5), letter: 'B', text: 'paged' },
    { at: second(50), letter: 'C', text: 'resolved' },
    { at: second(61), letter: 'D', text: 'later' },
  ],
};
const pathsOf = (svg: string): string[] => [...svg.matchAll(/ d="([^"]*)"/g)].map(([, path = '']) => path);
const flagsOf = (svg: string) =>
  [...svg.matchAll(/<rect\s+x="([\d.]+)"\s+y="([\d.]+)"\s+width="16"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);

describe('a chart', () => {
  it('draws each series from left to right, and nothing over a gap', () => {
    const [placed = '', settled = ''] = pathsOf(drawChart(chart));
    const stretches = placed.split('M').slice(1);
    expect(stretches.map((stretch) => stretch.split('L').length)).toEqual([3, 2]);
    const [first = 0, second = 0] =
      placed
        .match(/[\d.]+/g)
        ?.filter((_, index) => index % 2 === 0)
        .map(Number) ?? [];
    expect(second).toBeGreaterThan(first);
    expect(settled).toMatch(/^M[\d.]+ [\d.]+h\.1$/); // a dot
  });

  it('draws a greater value higher', () => {
    const [placed = '', settled = ''] = pathsOf(drawChart(chart));
    const heightOf = (path: string): number => Number(/^M[\d.]+ ([\d.]+)/.exec(path)?.[1]);
    expect(heightOf(placed)).toBeLessThan(heightOf(settled));
  });

  it('puts letters that are close into rows of their own, and leaves out what is outside', () => {
    const [a, b, c, ...others] = flagsOf(drawChart(chart));
    expect(b?.[1]).toBeGreaterThan(a?.[1] ?? 0);
    expect(c?.[1]).toBe(a?.[1]);
    expect(others).toEqual([]);
  });

  it('says so where nothing is to be drawn', () => {
    expect(drawChart({ ...chart, series: [] })).toContain('no data in this time');
    expect(drawChart(chart)).not.toContain('no data in this time');
  });

  it('keeps the limit in view, with its name', () => {
    const svg = drawChart({ ...chart, limit: { value: 100, text: 'at most 100/s' } });
    expect(svg).toContain('at most 100/s');
    expect(svg).toContain('>100/s<');
  });

  it('takes every text as text', () => {
    const hostile = '<script>"';
    const svg = drawChart({
      ...chart,
      title: hostile,
      series: [{ name: hostile, points: [] }],
      marks: [{ at: from, letter: 'A', text: hostile }],
    });
    expect(svg).not.toContain('<script');
  });
});
