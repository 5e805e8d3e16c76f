import { z } from 'zod';
import type { Dashboard, Override, Panel, Target, Variable } from './dashboard.ts';
import { OVERRIDABLE } from './overrides.ts';
import * as schema from './schema.ts';

/** A dashboard that the lab cannot show as Grafana would; the message names the board and the panel. */
export class UnsupportedDashboard extends Error {
  override readonly name = 'UnsupportedDashboard';
}

/** Reads Grafana's dashboard JSON (the file's content, parsed). Throws UnsupportedDashboard. */
export function readDashboard(json: unknown): Dashboard {
  const title = textOf(json, 'title') ?? textOf(json, 'uid') ?? 'without a title';
  const where = `dashboard "${title}"`;
  const { templating, panels, ...board } = parse(schema.Board, json, where);
  const read = panels.map((panel) => readPanel(panel, where));
  checkUnique(read, where);
  return {
    ...board,
    panels: read.sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x),
    variables: templating.list.map((variable) => readVariable(variable, where)),
  };
}

function readVariable(json: unknown, board: string): Variable {
  const where = `${board}, variable "${textOf(json, 'name') ?? '?'}"`;
  refuseOther(textOf(json, 'type'), schema.VARIABLE_TYPES, `${where}: type`);
  return parse(schema.Variable, json, where);
}

function readPanel(json: unknown, board: string): Panel {
  const where = `${board}, panel "${textOf(json, 'title') ?? textOf(json, 'id') ?? '?'}"`;
  refuseOther(textOf(json, 'type'), schema.PANEL_TYPES, `${where}: type`);
  for (const transformation of listOf(json, 'transformations'))
    refuseOther(textOf(transformation, 'id'), schema.TRANSFORMATIONS, `${where}: transformation`);
  if (listOf(json, 'panels').length > 0)
    throw new UnsupportedDashboard(`${where}: a collapsed row is not supported; expand it`);
  if (textOf(json, 'repeat') !== undefined)
    throw new UnsupportedDashboard(`${where}: "repeat" is not supported`);
  const { targets, datasource, ...panel } = parse(schema.Panel, json, where);
  return {
    ...panel,
    fieldConfig: { ...panel.fieldConfig, overrides: readOverrides(panel, where) },
    targets: targets.map((target) => readTarget(target, datasource, where)).filter(({ hide }) => !hide),
  };
}

/** What an override sets is of the same type as what it stands in for. */
function readOverrides({ fieldConfig }: Pick<Panel, 'fieldConfig'>, where: string): Override[] {
  return fieldConfig.overrides.map(({ matcher, properties }) => ({
    matcher,
    properties: properties.map(({ id, value }) => {
      refuseOther(id, OVERRIDABLE, `${where}: override`);
      if (id.startsWith('custom.')) return { id, value };
      const read = parse(schema.FieldConfig, { [id]: value }, `${where}: override`);
      return { id, value: read[id as keyof typeof read] };
    }),
  }));
}

/** A target without a data source has its panel's. */
function readTarget(
  json: unknown,
  ofPanel: z.output<typeof schema.DataSource> | undefined,
  panel: string,
): Target {
  const where = `${panel}, query ${textOf(json, 'refId') ?? '?'}`;
  const { datasource } = parse(z.object({ datasource: z.unknown().optional() }), json, where);
  const { type: store } = parse(schema.DataSource, datasource ?? ofPanel, `${where}, data source`);
  if (store === 'prometheus') return { store, ...parse(schema.PrometheusTarget, json, where) };
  if (store === 'loki') return { store, ...parse(schema.LokiTarget, json, where) };
  return { store, ...parse(schema.JaegerTarget, json, where) };
}

/** Links and stored views point at a panel by its id. */
function checkUnique(panels: readonly Panel[], where: string): void {
  const ids = new Set<number>();
  for (const { id, title } of panels) {
    if (ids.has(id))
      throw new UnsupportedDashboard(`${where}, panel "${title}": another panel has the same id ${id}`);
    ids.add(id);
  }
}

function refuseOther(found: string | undefined, known: readonly string[], what: string): void {
  if (found === undefined || !known.includes(found))
    throw new UnsupportedDashboard(
      `${what} "${found ?? ''}" is not supported; supported: ${known.join(', ')}`,
    );
}

function parse<T extends z.ZodType>(type: T, json: unknown, where: string): z.output<T> {
  const result = type.safeParse(json);
  if (!result.success) throw new UnsupportedDashboard(`${where}: ${z.prettifyError(result.error)}`);
  return result.data;
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null;

function textOf(json: unknown, key: string): string | undefined {
  const value = isObject(json) ? json[key] : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(json: unknown, key: string): readonly unknown[] {
  const value = isObject(json) ? json[key] : undefined;
  return Array.isArray(value) ? value : [];
}
