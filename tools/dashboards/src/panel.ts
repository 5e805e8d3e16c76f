import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  DashboardLinkBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Fault } from './fault.ts';
import { type Query, SOURCES } from './query.ts';

/** Grafana's ids of units. `short` is a plain count; rates are per second. */
export type Unit = 'short' | 'reqps' | 'ops' | 'mps' | 's' | 'percentunit' | 'bytes' | 'Bps';

export interface PanelSpec {
  /** The question that it answers. */
  readonly title: string;
  /** One sentence more: what is counted, and what a bad value means. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  readonly movedBy: Fault;
  /** Of 24 columns. */
  readonly width: number;
  /** From this value on it is bad; `below` turns it round. */
  readonly limit?: { readonly at: number; readonly below?: true };
  readonly links?: readonly Link[];
}

/** Where a click on a value leads; `url` may name labels of the value's series. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Panel {
  readonly builder: Builder<GrafanaPanel>;
  readonly movedBy: Fault;
}

const TIME = '${__url_time_range}';
const dashboard = (uid: string, variables: string): string => `/d/${uid}?${variables}&${TIME}`;

/** From a service's value to all of that service. */
export const toService = (label: string): Link => ({
  title: `All about ${label === 'job' ? 'it' : 'the service'}`,
  url: dashboard('lab-service', `var-service=\${__field.labels.${label}}`),
});
export const toServiceLogs = (label: string): Link => ({
  title: 'Its logs',
  url: dashboard('lab-logs', `var-service=\${__field.labels.${label}}`),
});
export const toQueues: Link = { title: 'Queues and stores', url: dashboard('lab-queues', '') };
export const toOrders: Link = { title: 'Orders', url: dashboard('lab-orders', '') };
export const toPipeline: Link = { title: 'Telemetry pipeline', url: dashboard('lab-pipeline', '') };

const GOOD = 'green';
const BAD = 'red';

const thresholds = (limit: PanelSpec['limit']): ThresholdsConfigBuilder => {
  const builder = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (limit === undefined) return builder.steps([{ value: null, color: GOOD }]);
  const [low, high] = limit.below === true ? [BAD, GOOD] : [GOOD, BAD];
  return builder.steps([
    { value: null, color: low },
    { value: limit.at, color: high },
  ]);
};

/** What every kind of panel's builder can do. */
interface CommonBuilder extends Builder<GrafanaPanel> {
  title(title: string): this;
  description(description: string): this;
  datasource(source: { type: string; uid: string }): this;
  span(columns: number): this;
  height(rows: number): this;
  targets(targets: Query['builder'][]): this;
  unit(unit: string): this;
  thresholds(thresholds: ThresholdsConfigBuilder): this;
  dataLinks(links: DashboardLinkBuilder[]): this;
}

/** Fills in what all panels have in common; what only this kind has is the caller's. */
export const panel = (builder: CommonBuilder, spec: PanelSpec, height: number): Panel => {
  const [first] = spec.queries;
  if (first === undefined) throw new Error(`${spec.title}: a panel needs a query`);
  spec.queries.forEach(({ builder: query }, index) => query.refId(String.fromCharCode(65 + index)));
  builder
    .title(spec.title)
    .description(spec.description)
    .datasource(SOURCES[first.source])
    .span(spec.width)
    .height(height)
    .targets(spec.queries.map(({ builder: query }) => query))
    .unit(spec.unit)
    .thresholds(thresholds(spec.limit))
    .dataLinks(
      (spec.links ?? []).map(({ title, url }) => new DashboardLinkBuilder(title).url(url).targetBlank(false)),
    );
  return { builder, movedBy: spec.movedBy };
};

export const byThresholds = (): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
