import { type FieldConfig, type Panel, reduce, type Series } from '@lab/boards';
import { resolveColor, type Scheme, seriesColors } from '../format/colours.ts';
import { thresholdColor } from '../format/display.ts';
import { configOf, numberIn, objectIn, textIn } from '../format/field.ts';

/** A series with all that decides on how it is drawn. */
export interface Styled {
  readonly series: Series;
  /** The name, or what an override calls it. */
  readonly title: string;
  readonly config: FieldConfig;
  readonly color: string;
  readonly isRight: boolean;
  readonly isHidden: boolean;
}

export function styled(panel: Panel, all: readonly Series[], scheme: Scheme): Styled[] {
  const palette = seriesColors(
    all.map(({ name }) => name),
    scheme,
  );
  return all.map((series, index) => {
    const config = configOf(panel, series);
    return {
      series,
      title: config.displayName ?? series.name,
      config,
      color: colorOf(series, config, { scheme, otherwise: palette[index] ?? '' }),
      isRight: textIn(config.custom, 'axisPlacement') === 'right',
      isHidden: objectIn(config.custom, 'hideFrom')['viz'] === true,
    };
  });
}

function colorOf(
  { points }: Series,
  config: FieldConfig,
  { scheme, otherwise }: { scheme: Scheme; otherwise: string },
): string {
  const { mode, fixedColor } = config.color ?? {};
  if (mode === 'fixed' && fixedColor !== undefined) return resolveColor(fixedColor, scheme);
  if (mode === 'thresholds') {
    const name = thresholdColor(reduce(points, 'lastNotNull') ?? 0, config);
    if (name !== undefined) return resolveColor(name, scheme);
  }
  return otherwise;
}

const FAINT = 100;

/** The panel type's own settings as ECharts has them. */
export function lineStyleOf({ custom }: FieldConfig) {
  const style = textIn(custom, 'drawStyle') ?? 'line';
  const dash = objectIn(custom, 'lineStyle')['fill'];
  return {
    style,
    width: numberIn(custom, 'lineWidth') ?? 1.5,
    opacity: (numberIn(custom, 'fillOpacity') ?? 0) / FAINT,
    isStacked: ['normal', 'percent'].includes(textIn(objectIn(custom, 'stacking'), 'mode') ?? 'none'),
    step: { stepBefore: 'start', stepAfter: 'end' }[textIn(custom, 'lineInterpolation') ?? ''],
    dash: dash === 'dash' ? 'dashed' : dash === 'dot' ? 'dotted' : 'solid',
    bridgesGaps: custom['spanNulls'] === true,
    isNegative: textIn(custom, 'transform') === 'negative-Y',
  };
}
