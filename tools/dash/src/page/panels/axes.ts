import type { TimeRange } from '@lab/boards';
import { resolveColor, type Scheme } from '../format/colours.ts';
import { clock, date } from '../format/time.ts';

const DAY_MS = 86_400_000;

/** What all charts with time from left to right have in common. */
export const chartBase = (scheme: Scheme) => ({
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: 'system-ui, sans-serif' },
  // ECharts' own description of a chart; the host element has one that says more.
  aria: { enabled: false },
  color: [resolveColor('blue', scheme)],
});

export const grid = {
  left: 4,
  right: 14,
  top: 16, // room for the number of a limit that lies at the top
  bottom: 2,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
};

export const lineColor = (scheme: Scheme): string => (scheme === 'dark' ? '#ffffff1f' : '#0000001a');
export const labelColor = (scheme: Scheme): string => (scheme === 'dark' ? '#a9afba' : '#565d6b');

export const timeAxis = ({ from, to }: TimeRange, scheme: Scheme) => ({
  type: 'time' as const,
  min: from,
  max: to,
  splitNumber: 5,
  axisLine: { lineStyle: { color: lineColor(scheme) } },
  axisTick: { show: false },
  splitLine: { show: true, lineStyle: { color: lineColor(scheme) } },
  axisLabel: {
    color: labelColor(scheme),
    hideOverlap: true,
    fontSize: 11,
    formatter: (ms: number) => timeLabel(ms, to - from),
  },
  axisPointer: {
    show: true,
    type: 'line' as const,
    triggerTooltip: false,
    label: { show: false },
    lineStyle: { color: labelColor(scheme), type: 'dashed' as const },
  },
});

function timeLabel(ms: number, rangeMs: number): string {
  if (rangeMs > DAY_MS) return `${date(ms).slice('yyyy-'.length)} ${clock(ms).slice(0, 'hh:mm'.length)}`;
  return rangeMs <= 10 * 60_000 ? clock(ms) : clock(ms).slice(0, 'hh:mm'.length);
}
