import type { Panel } from '@lab/boards';
import { barGauge } from './bar-gauge.ts';
import { heatMap } from './heatmap.ts';
import { logs } from './logs.ts';
import type { MakeRenderer } from './renderer.ts';
import { stat } from './stat.ts';
import { stateTimeline } from './state-timeline.ts';
import { table } from './table.ts';
import { textPanel } from './text.ts';
import { timeSeries } from './timeseries.ts';

export const RENDERERS: Readonly<Record<Exclude<Panel['type'], 'row'>, MakeRenderer>> = {
  stat,
  timeseries: timeSeries,
  table,
  bargauge: barGauge,
  logs,
  heatmap: heatMap,
  'state-timeline': stateTimeline,
  text: textPanel,
};
