import { type FieldConfig, type Labels, type Panel, type PanelData, type Point, reduce } from '@lab/boards';
import { configOf, objectIn, textsIn } from '../format/field.ts';

export interface SingleValue {
  readonly title: string;
  readonly value: number | null;
  readonly points: readonly Point[];
  readonly labels: Labels;
  readonly config: FieldConfig;
}

/** What stat and bar gauge show: each series as one number, or each number of a table. */
export function singleValues(panel: Panel, { series, tables }: PanelData): SingleValue[] {
  const [calculation = 'lastNotNull'] = textsIn(objectIn(panel.options, 'reduceOptions'), 'calcs');
  const ofSeries = series.map((each) => {
    const config = configOf(panel, each);
    return {
      title: config.displayName ?? each.name,
      value: reduce(each.points, calculation),
      points: each.points,
      labels: each.labels,
      config,
    };
  });
  const ofTables = tables.flatMap(({ refId, columns }) =>
    columns
      .filter(({ name, cells }) => name !== 'Time' && cells.some((cell) => typeof cell === 'number'))
      .map(({ name, cells }) => {
        const config = configOf(panel, { name, refId });
        const points = cells.map((cell, index) => [index, typeof cell === 'number' ? cell : null] as const);
        return {
          title: config.displayName ?? name,
          value: reduce(points, calculation),
          points: [],
          labels: {},
          config,
        };
      }),
  );
  return [...ofSeries, ...ofTables];
}
