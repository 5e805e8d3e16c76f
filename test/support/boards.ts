import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Dashboard,
  type Panel,
  queriesOf,
  requestsOf,
  resolveVariables,
  type StoreRequest,
  type TimeRange,
  type View,
} from '../../tools/boards/src/index.ts';
import { readDashboard } from '../../tools/boards/src/read-dashboard.ts';
import type { Lab } from './lab.ts';

const REQUEST_LIMIT_MS = 15_000;

/** One thing that a panel shows: a query of it, with its variables as they were chosen. */
export interface Shown {
  /** Board, panel, query and variables, for a person. */
  readonly name: string;
  readonly board: string;
  readonly panel: Panel;
  readonly request: StoreRequest;
}

/** What is to be seen in an answer: values in time order, by the labels of their series; of lines and exemplars, how many. */
export type Series = ReadonlyMap<string, readonly number[]>;

/** The dashboards as Grafana reads them. */
export const readBoards = (root: string): Dashboard[] => {
  const folder = join(root, 'grafana/dashboards');
  return readdirSync(folder).map((file) =>
    readDashboard(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  );
};

/** The stores of a lab, asked as Grafana asks them. */
export class Stores {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** The answer's `data`. Rejects with the store's own words. */
  async ask(request: StoreRequest): Promise<unknown> {
    const url = new URL(`${this.#lab.url(request.store)}${request.path}`);
    for (const [name, value] of Object.entries(request.params)) url.searchParams.set(name, value);
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${request.store} answers ${response.status}: ${text.slice(0, 300)}`);
    return (JSON.parse(text) as { data: unknown }).data;
  }

  /** Everything that a board shows over a time, with each value of the variables that pick one thing. */
  async shownOn(board: Dashboard, range: TimeRange): Promise<Shown[]> {
    const views = await this.views(board, range);
    return views.flatMap(({ view, label }) =>
      queriesOf(board).flatMap(({ panel, target }) =>
        requestsOf({ panel, target, view }).map((request) => ({
          name: `${board.title}${label}: ${panel.title} (${target.refId}, ${request.answer})`,
          board: board.uid,
          panel,
          request,
        })),
      ),
    );
  }

  private async views(board: Dashboard, range: TimeRange): Promise<{ view: View; label: string }[]> {
    const ask = async (request: StoreRequest): Promise<readonly string[]> =>
      (await this.ask(request)) as string[];
    const resolved = await resolveVariables(board, ask, { scope: { range, intervalMs: 5000 } });
    const variables = Object.fromEntries(resolved.map(({ variable, value }) => [variable.name, value]));
    const [picks] = resolved.filter(({ variable }) => variable.type === 'query' && !variable.includeAll);
    if (picks === undefined) return [{ view: { variables, range }, label: '' }];
    return picks.choices.map(({ value }) => ({
      view: { variables: { ...variables, [picks.variable.name]: value }, range },
      label: ` of ${value}`,
    }));
  }

  async seriesOf(request: StoreRequest): Promise<Series> {
    const data = await this.ask(request);
    switch (request.answer) {
      case 'series':
      case 'instant':
        return new Map(resultsOf(data).map((each) => [JSON.stringify(each.metric), valuesOf(each)]));
      case 'entries':
        return countsBy(
          resultsOf(data).flatMap(({ stream, values = [] }) => values.map(() => stream?.['level'] ?? 'none')),
        );
      case 'exemplars':
        return countsBy((data as Exemplars[]).flatMap(({ exemplars }) => exemplars.map(() => 'exemplars')));
      case 'traces':
        return new Map([['longest', (data as Trace[]).map(secondsOf)]]);
      default:
        throw new Error(`nothing to be seen in ${request.answer}`);
    }
  }
}

interface Exemplars {
  readonly exemplars: readonly unknown[];
}
interface Trace {
  readonly spans: readonly { readonly startTime: number; readonly duration: number }[];
}

/** Jaeger's times are microseconds. */
const secondsOf = ({ spans }: Trace): number =>
  (Math.max(...spans.map(({ startTime, duration }) => startTime + duration)) -
    Math.min(...spans.map(({ startTime }) => startTime))) /
  1e6;

const countsBy = (names: readonly string[]): Series =>
  new Map([...new Set(names)].map((name) => [name, [names.filter((each) => each === name).length]]));

interface Result {
  readonly stream?: Readonly<Record<string, string>>;
  readonly metric?: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
  readonly value?: readonly [number, string];
}

const resultsOf = (data: unknown): readonly Result[] => (data as { result: Result[] }).result;
const valuesOf = ({ values, value }: Result): number[] =>
  (values ?? (value === undefined ? [] : [value])).map(([, text]) => Number(text)).filter(Number.isFinite);

/** Whether there is anything to be seen: a number, a line, a trace. NaN is none. */
export const isEmpty = (series: Series): boolean => [...series.values()].every(({ length }) => length === 0);
