import type * as echarts from 'echarts';
import {
  aligned,
  type Exemplar,
  type FieldConfig,
  type Panel,
  type Point,
  type TimeRange,
} from '@lab/boards';
import { resolveColor, type Scheme } from '../format/colours.ts';
import { numberIn, objectIn, textIn } from '../format/field.ts';
import { niceStep } from '../format/nice-steps.ts';
import { text } from '../format/units.ts';
import { chartBase, grid, labelColor, lineColor, timeAxis } from './axes.ts';
import { lineStyleOf, type Styled } from './series-style.ts';

/** The id of the series that the exemplars are. */
export const EXEMPLARS = 'exemplars';

export interface Drawn {
  readonly panel: Panel;
  readonly shown: readonly Styled[];
  readonly exemplars: readonly Exemplar[];
  readonly range: TimeRange;
  readonly scheme: Scheme;
}

export function timeSeriesOption(drawn: Drawn): echarts.EChartsCoreOption {
  const { panel, shown, exemplars, range, scheme } = drawn;
  const left = shown.find(({ isRight }) => !isRight)?.config ?? panel.fieldConfig.defaults;
  const right = shown.find(({ isRight }) => isRight)?.config;
  const series = onOneGrid(shown).map((each, index) => ({
    ...lineOf(each),
    ...(index === 0 && thresholdMarks(panel.fieldConfig.defaults, scheme)),
  }));
  return {
    ...chartBase(scheme),
    grid,
    xAxis: timeAxis(range, scheme),
    yAxis: [
      valueAxis(left, { scheme, shown: shown.filter(({ isRight }) => !isRight) }),
      ...(right
        ? [
            {
              ...valueAxis(right, { scheme, shown: shown.filter(({ isRight }) => isRight) }),
              position: 'right',
            },
          ]
        : []),
    ],
    series: exemplars.length > 0 ? [...series, exemplarPoints(exemplars, scheme)] : series,
  };
}

/** What is stacked must have its points at the same times. */
function onOneGrid(shown: readonly Styled[]): readonly Styled[] {
  if (!shown.some(({ config }) => lineStyleOf(config).isStacked)) return shown;
  const points = aligned(shown.map(({ series }) => series));
  return shown.map((each, index) => ({ ...each, series: points[index] ?? each.series }));
}

const LINES = 4;

function valueAxis(config: FieldConfig, { scheme, shown }: { scheme: Scheme; shown: readonly Styled[] }) {
  const { unit, min, max, custom } = config;
  const highest = max ?? highestOf(shown);
  const scale = scaleOf(highest, config);
  return {
    type: 'value',
    min: min ?? numberIn(custom, 'axisSoftMin') ?? null,
    max: max ?? scale.top,
    splitNumber: LINES,
    ...(scale.step !== null && { interval: scale.step }),
    name: textIn(custom, 'axisLabel') ?? '',
    axisLabel: {
      color: labelColor(scheme),
      fontSize: 11,
      formatter: (value: number) => text(value, { unit }),
    },
    splitLine: { lineStyle: { color: lineColor(scheme) } },
    axisPointer: { show: false },
  };
}

/** Of the values as they are drawn: stacked ones on top of each other. */
function highestOf(shown: readonly Styled[]): number {
  const highs = shown.map(({ series }) => Math.max(0, ...series.points.map(([, value]) => value ?? 0)));
  const isStacked = shown.some(({ config }) => lineStyleOf(config).isStacked);
  return isStacked ? highs.reduce((sum, high) => sum + high, 0) : Math.max(0, ...highs);
}

/** Up to where, and where the lines are; null where ECharts may choose. */
function scaleOf(highest: number, config: FieldConfig): { top: number | null; step: number | null } {
  if (highest === 0) {
    // Where all is 0 nothing tells how high the axis should be: up to the limit, if there is one.
    const top = limitOf(config);
    return { top, step: top / LINES };
  }
  const step = niceStep(highest, { unit: config.unit, lines: LINES });
  return step === undefined ? { top: null, step: null } : { top: Math.ceil(highest / step) * step, step };
}

const limitOf = ({ thresholds }: FieldConfig): number => {
  const limits = (thresholds?.steps ?? []).map(({ value }) => value ?? 0).filter((value) => value > 0);
  return limits.length === 0 ? 1 : Math.min(...limits) * 2;
};

const TYPES: Readonly<Record<string, string>> = { bars: 'bar', points: 'scatter' };

function lineOf({ series, title, config, color, isRight }: Styled) {
  const { style, width, opacity, isStacked, step, dash, bridgesGaps, isNegative } = lineStyleOf(config);
  const side = isRight ? { yAxisIndex: 1, stack: 'right' } : { yAxisIndex: 0, stack: 'left' };
  const sign = isNegative ? -1 : 1;
  return {
    type: TYPES[style] ?? 'line',
    name: title,
    yAxisIndex: side.yAxisIndex,
    ...(isStacked && { stack: side.stack }),
    ...(step !== undefined && { step }),
    symbolSize: 5,
    connectNulls: bridgesGaps,
    lineStyle: { width, type: dash, color },
    itemStyle: { color },
    ...(opacity > 0 && { areaStyle: { opacity, color } }),
    silent: true,
    barCategoryGap: '10%',
    data: series.points.map((point, index) => item(point, { sign, isAlone: isAlone(series.points, index) })),
  };
}

/** A point without neighbours would be a line without length. */
const item = ([timeMs, value]: Point, { sign, isAlone }: { sign: number; isAlone: boolean }) => ({
  value: [timeMs, value === null || !Number.isFinite(value) ? null : value * sign],
  symbol: isAlone ? 'circle' : 'none',
});

const isAlone = (points: readonly Point[], index: number): boolean =>
  (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null;

/** Lines where a limit is, if the panel wants them. */
function thresholdMarks({ thresholds, custom, unit }: FieldConfig, scheme: Scheme) {
  const mode = textIn(objectIn(custom, 'thresholdsStyle'), 'mode') ?? 'off';
  if (mode === 'off' || thresholds === undefined) return {};
  const data = thresholds.steps.flatMap(({ value, color }) =>
    value === null
      ? []
      : [
          {
            yAxis: value,
            lineStyle: {
              color: resolveColor(color, scheme),
              type: mode.includes('dash') ? 'dashed' : 'solid',
            },
            label: { formatter: text(value, { unit }), color: resolveColor(color, scheme) },
          },
        ],
  );
  const markLine = {
    symbol: 'none',
    silent: true,
    animation: false,
    data,
    label: { position: 'insideEndTop' },
  };
  return { markLine };
}

/** Single requests, each of which leads to its trace. */
const exemplarPoints = (exemplars: readonly Exemplar[], scheme: Scheme) => ({
  type: 'scatter',
  id: EXEMPLARS,
  symbol: 'diamond',
  symbolSize: 8,
  z: 10,
  itemStyle: {
    color: resolveColor('purple', scheme),
    borderColor: scheme === 'dark' ? '#181b20' : '#ffffff',
    borderWidth: 1,
    opacity: 1, // default 0.8: among many lines one would look for it
  },
  data: exemplars.map(({ timeMs, value }) => [timeMs, value]),
});
