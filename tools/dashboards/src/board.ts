import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  type Dashboard as ClassicDashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  QueryVariableBuilder,
  RowBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Mover } from './fault.ts';
import type { Panel } from './panel.ts';
import { SOURCES } from './query.ts';

export interface BoardSpec {
  /** Also the file's name, and its address: /d/<uid>. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables?: readonly Builder<VariableModel>[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

export interface Board {
  readonly uid: string;
  /** As Grafana reads it. */
  readonly dashboard: Dashboard;
  /** By panel id: what is done to the lab so that this panel moves. */
  readonly movedBy: ReadonlyMap<number, Mover>;
}

// The SDK calls this model deprecated for a newer one, which only Grafana 12 and later read: docs/adr/0013.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export type Dashboard = ClassicDashboard;

const TAG = 'sre-lab';

/** A choice among the values that a label has; `first` is shown before a choice is made. */
export const choiceOf = (
  name: string,
  label: string,
  from: { query: string; first: string },
): Builder<VariableModel> =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCES.prometheus)
    .query(from.query)
    .current({ text: from.first, value: from.first })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

/** As `choiceOf`, or all of them. */
export const anyOf = (name: string, label: string, query: string): Builder<VariableModel> =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCES.prometheus)
    .query(query)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

/** A choice among values that are known; the first is shown. */
export const oneOf = (
  name: string,
  label: string,
  values: Readonly<Record<string, string>>,
): Builder<VariableModel> => {
  const [first] = Object.entries(values);
  if (first === undefined) throw new Error(`${name}: a choice needs values`);
  const [text, value] = first;
  return new CustomVariableBuilder(name)
    .label(label)
    .values(
      Object.entries(values)
        .map(([shown, meant]) => `${shown} : ${meant}`)
        .join(', '),
    )
    .current({ text, value });
};

/** Panels in rows, numbered in the order in which they stand. */
export const board = ({ uid, title, description, variables = [], rows }: BoardSpec): Board => {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly()
    .time({ from: 'now-15m', to: 'now' })
    .refresh('5s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...variables])
    .link(
      new DashboardLinkBuilder('Boards')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .keepTime(true)
        .includeVars(true),
    );
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel.builder);
  }
  const dashboard = builder.build();
  // The SDK would have them in a menu; they are the way from board to board.
  for (const link of dashboard.links ?? []) delete link.placement;
  return { uid, dashboard, movedBy: numbered(dashboard, rows) };
};

/** Gives each panel an id, and says for each that is no row what moves it. */
const numbered = ({ panels = [] }: Dashboard, rows: BoardSpec['rows']): Map<number, Mover> => {
  panels.forEach((panel, index) => (panel.id = index + 1));
  const shown = panels.filter(({ type }) => type !== 'row');
  return new Map(
    rows.flatMap((row) => row.panels).map(({ movedBy }, index) => [shown[index]?.id ?? 0, movedBy]),
  );
};
