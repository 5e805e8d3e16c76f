import {
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LogsSortOrder,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder as HeatmapBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { byThresholds, type Panel, panel, type PanelSpec } from './panel.ts';

const STAT_ROWS = 4;
const CHART_ROWS = 7;
const LOG_ROWS = 10;

/** One number, coloured by its limit, with its course behind it where the query is over time. */
export const stat = (spec: PanelSpec): Panel =>
  panel(
    new StatBuilder()
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
      .graphMode(BigValueGraphMode.None)
      .colorScheme(byThresholds()),
    spec,
    { height: STAT_ROWS },
  );

/** Lines over time, from zero up; stacked where they are parts of a whole. */
export const graph = (spec: PanelSpec & { readonly isStacked?: true }): Panel => {
  const builder = new TimeseriesBuilder()
    .min(0)
    .fillOpacity(spec.isStacked === true ? 30 : 0)
    .lineWidth(2)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (spec.isStacked === true) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (spec.limit !== undefined)
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line));
  return panel(builder, spec, { height: CHART_ROWS });
};

/** What was up and what was down, and when: 1 is up, 0 is down. */
export const upAndDown = (spec: Omit<PanelSpec, 'unit' | 'limit'>): Panel =>
  panel(
    new TimelineBuilder()
      .mappings([
        {
          type: MappingType.ValueToText,
          options: {
            '0': { text: 'down', color: 'red', index: 0 },
            '1': { text: 'up', color: 'green', index: 1 },
          },
        },
      ])
      .colorScheme(byThresholds())
      .mergeValues(true)
      .showValue(VisibilityMode.Never)
      .rowHeight(0.8)
      .legend(new VizLegendOptionsBuilder().showLegend(false)),
    { ...spec, unit: 'short', limit: { at: 1, below: true } },
    { height: CHART_ROWS + 1 },
  );

/** How a duration is spread, over time. */
export const spread = (spec: Omit<PanelSpec, 'unit' | 'limit'>): Panel =>
  panel(
    new HeatmapBuilder()
      .calculate(false)
      .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(32))
      .yAxis(new YAxisConfigBuilder().unit('s')),
    { ...spec, unit: 's' },
    { height: CHART_ROWS, linksOn: 'header' },
  );

/** Log lines; a line opens to its fields, and from there its trace. */
export const logLines = (spec: Omit<PanelSpec, 'unit' | 'limit'>): Panel =>
  panel(
    new LogsBuilder()
      .showTime(true)
      .wrapLogMessage(true)
      .enableLogDetails(true)
      .sortOrder(LogsSortOrder.Descending),
    { ...spec, unit: 'short' },
    { height: LOG_ROWS, linksOn: 'header' },
  );

/** Traces, the longest first. */
export const traceTable = (spec: Omit<PanelSpec, 'unit' | 'limit'>): Panel =>
  panel(
    new TableBuilder().sortBy([new TableSortByFieldStateBuilder().displayName('Duration').desc(true)]),
    { ...spec, unit: 'short' },
    { height: CHART_ROWS + 1, linksOn: 'header' },
  );

/** One row per series; `columns` renames its labels, `Value #A` is the first query's value, and '' leaves a column out. */
export const table = (spec: PanelSpec, columns: Readonly<Record<string, string>>): Panel => {
  const named = Object.entries(columns).filter(([, name]) => name !== '');
  return panel(
    new TableBuilder().withTransformation({ id: 'merge', options: {} }).withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(
          Object.entries(columns)
            .filter(([, name]) => name === '')
            .map(([label]) => [label, true]),
        ),
        renameByName: Object.fromEntries(named),
        indexByName: Object.fromEntries(named.map(([label], index) => [label, index])),
      },
    }),
    spec,
    { height: CHART_ROWS },
  );
};
