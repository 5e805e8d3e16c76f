import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder as LokiQuery, LokiQueryDirection } from '@grafana/grafana-foundation-sdk/loki';
import {
  DataqueryBuilder as PrometheusQuery,
  PromQueryFormat,
} from '@grafana/grafana-foundation-sdk/prometheus';

/** The data sources as provisioned in grafana/provisioning/datasources. */
export const SOURCES = {
  prometheus: { type: 'prometheus', uid: 'prometheus' },
  loki: { type: 'loki', uid: 'loki' },
  jaeger: { type: 'jaeger', uid: 'jaeger' },
} as const;
export type Source = keyof typeof SOURCES;

export interface Query {
  readonly source: Source;
  readonly builder: Builder<Dataquery> & { refId(id: string): unknown };
}

const promQl = (expr: string): PrometheusQuery =>
  new PrometheusQuery().datasource(SOURCES.prometheus).expr(expr);

/** A line per series, over the time that is shown. */
export const series = (expr: string, legend: string): Query => ({
  source: 'prometheus',
  builder: promQl(expr).range().legendFormat(legend),
});

/** As `series`, with the exemplars of the histogram: points that lead to a trace. */
export const seriesWithExemplars = (expr: string, legend: string): Query => ({
  source: 'prometheus',
  builder: promQl(expr).range().legendFormat(legend).exemplar(true),
});

/** One value per series, as of the end of the time that is shown. */
export const value = (expr: string, legend = ''): Query => ({
  source: 'prometheus',
  builder: promQl(expr).instant().legendFormat(legend),
});

/** Rows of a table. */
export const rows = (expr: string): Query => ({
  source: 'prometheus',
  builder: promQl(expr).instant().format(PromQueryFormat.Table),
});

/** A histogram's buckets, for a heatmap. */
export const buckets = (expr: string): Query => ({
  source: 'prometheus',
  builder: promQl(expr).range().format(PromQueryFormat.Heatmap).legendFormat('{{le}}'),
});

/** Log lines, newest first. */
export const lines = (expr: string, limit = 100): Query => ({
  source: 'loki',
  builder: new LokiQuery()
    .datasource(SOURCES.loki)
    .expr(expr)
    .queryType('range')
    .maxLines(limit)
    .direction(LokiQueryDirection.Backward),
});

/** A service's latest traces. The SDK has no builder for Jaeger's queries. */
export const traces = (service: string, limit: number): Query => {
  const query = { refId: '', datasource: SOURCES.jaeger, queryType: 'search', service, limit };
  const builder: Query['builder'] = {
    refId: (id) => Object.assign(query, { refId: id }),
    build: () => ({ ...query, _implementsDataqueryVariant: () => undefined }),
  };
  return { source: 'jaeger', builder };
};

/** Counts made of log lines. */
export const counts = (expr: string, legend: string): Query => ({
  source: 'loki',
  builder: new LokiQuery().datasource(SOURCES.loki).expr(expr).queryType('range').legendFormat(legend),
});
