import type { z } from 'zod';
import type * as schema from './schema.ts';

export type Store = z.output<typeof schema.DataSource>['type'];
export type FieldConfig = z.output<typeof schema.FieldConfig>;
export type Override = z.output<typeof schema.Override>;
export type Mapping = z.output<typeof schema.Mapping>;
export type Link = z.output<typeof schema.Link>;
export type Transformation = z.output<typeof schema.Transformation>;
export type Organize = z.output<typeof schema.Organize>;
export type Variable = z.output<typeof schema.Variable>;

/** A query, as its store's language has it. `refId` is unique in its panel. */
export type Target =
  | ({ readonly store: 'prometheus' } & z.output<typeof schema.PrometheusTarget>)
  | ({ readonly store: 'loki' } & z.output<typeof schema.LokiTarget>)
  | ({ readonly store: 'jaeger' } & z.output<typeof schema.JaegerTarget>);

export type Panel = Readonly<Omit<z.output<typeof schema.Panel>, 'targets' | 'datasource'>> & {
  /** Those that are hidden are not among them: Grafana does not run them either. */
  readonly targets: readonly Target[];
};

/** One dashboard, its defaults filled in. Names are those of Grafana's JSON. */
export type Dashboard = Readonly<Omit<z.output<typeof schema.Board>, 'panels' | 'templating'>> & {
  /** In reading order: from top to bottom, then from left to right. Rows are among them. */
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
};

export interface PanelQuery {
  readonly panel: Panel;
  readonly target: Target;
}

/** Every query of every panel. */
export const queriesOf = ({ panels }: Dashboard): PanelQuery[] =>
  panels.flatMap((panel) => panel.targets.map((target) => ({ panel, target })));
