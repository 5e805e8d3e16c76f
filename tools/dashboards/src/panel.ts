import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  DashboardLinkBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Mover } from './fault.ts';
import { type Query, SOURCES } from './query.ts';

/** Grafana's ids of units. `short` is a plain count, `none` a number of times; rates are per second. */
export type Unit = 'short' | 'reqps' | 'ops' | 'mps' | 's' | 'ms' | 'percentunit' | 'bytes' | 'none';

export interface PanelSpec {
  /** The question that it answers. */
  readonly title: string;
  /** One sentence more: what is counted, and what a bad value means. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  readonly movedBy: Mover;
  /** Of 24 columns. */
  readonly width: number;
  /** From this value on it is bad; `below` turns it round. */
  readonly limit?: { readonly at: number; readonly below?: true };
  /** Where it leads on to: whoever sees something here asks what comes next. */
  readonly links: readonly Link[];
}

/** Where a click on a value leads; `url` may name labels of the value's series. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Panel {
  readonly builder: Builder<GrafanaPanel>;
  readonly movedBy: Mover;
}

/** The choices of the Logs board, by what it calls them. */
export const LEVELS = { all: '.*', warnings: 'warn|error|fatal', errors: 'error|fatal' };

const TIME = '${__url_time_range}';
const toBoard = (title: string, uid: string, variables = ''): Link => ({
  title,
  url: `/d/${uid}?${variables === '' ? '' : `${variables}&`}${TIME}`,
});

/** In a link: a label of the series that was clicked. */
export const label = (name: string): string => `\${__field.labels.${name}}`;
/** In a link: what a variable of this board has. */
export const variable = (name: string): string => `\${${name}}`;

/** To all of a service: by its name, by a label or by a variable. */
export const toService = (service: string): Link =>
  toBoard(`All about ${service}`, 'lab-service', `var-service=${service}`);
/** To the lines of a service, given by name, label or variable. */
export const toLogs = (service: string): Link =>
  toBoard(`Logs of ${service}`, 'lab-logs', `var-service=${service}`);
/** To the warnings and errors of all services. */
export const toComplaints = toBoard(
  'Warnings and errors',
  'lab-logs',
  `var-service=All&var-level=${encodeURIComponent(LEVELS.warnings)}`,
);
export const toOverview = toBoard('Overview', 'lab-overview');
export const toOrders = toBoard('Orders', 'lab-orders');
export const toQueues = toBoard('Queues and stores', 'lab-queues');
export const toObjectives = toBoard('Objectives', 'lab-objectives');
export const toPipeline = toBoard('Telemetry pipeline', 'lab-pipeline');

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
  links(links: DashboardLinkBuilder[]): this;
}

/**
 * Fills in what all panels have in common; what only this kind has is the caller's. Links are on each value, or in the panel's
 * header, where values have no series of their own.
 */
export const panel = (
  builder: CommonBuilder,
  spec: PanelSpec,
  { height, linksOn = 'value' }: { height: number; linksOn?: 'value' | 'header' },
): Panel => {
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
    .thresholds(thresholds(spec.limit));
  const links = spec.links.map(({ title, url }) =>
    new DashboardLinkBuilder(title).url(url).targetBlank(false),
  );
  if (linksOn === 'value') builder.dataLinks(links);
  else builder.links(links);
  return { builder, movedBy: spec.movedBy };
};

export const byThresholds = (): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
