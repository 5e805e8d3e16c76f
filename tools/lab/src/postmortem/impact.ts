import { durationText, errorRatio, type Objective, REAL_TIME } from '@lab/objectives';
import { QUERIES, type Standing, standingsOf } from '../objectives/standing.ts';
import type { Prometheus, RangeSeries } from '../signals/prometheus.ts';
import { secondsOf, type Span, stepOf } from './span.ts';

/** What an incident did to one objective. */
export interface Impact {
  readonly objective: string;
  readonly title: string;
  /** Whose users suffer, as in the objective. */
  readonly service: string;
  readonly target: number;
  readonly periodDays: number;
  /** Events of the incident's time, and the bad ones among them. Null where nothing was counted. */
  readonly total: number | null;
  readonly bad: number | null;
  /** Share of the period's error budget that they cost, at steady traffic; null where nothing was counted. */
  readonly budgetSpent: number | null;
  /** From the first to the last moment in which more events were bad than the objective allows. */
  readonly missed: Span | null;
  /** Share of bad events over time. */
  readonly ratios: RangeSeries['points'];
  /** What Prometheus was asked for the total and for the share of bad events. */
  readonly queries: { readonly total: string; readonly badRatio: string };
}

export type Source = Pick<Prometheus, 'read' | 'range'>;

const DAY_SECONDS = 86_400;
/** Four scrapes: a rate over less may see one sample only. */
const LEAST_WINDOW_SECONDS = 20;

export interface Times {
  /** Of the incident. */
  readonly span: Span;
  /** Of the graphs. */
  readonly graph: Span;
}

/** What an incident did to one objective, as Prometheus counted it. */
export async function impactOn(
  objective: Objective,
  source: Source,
  { span, graph }: Times,
): Promise<Impact> {
  const seconds = secondsOf(span);
  const stepMs = stepOf(graph);
  const queries = {
    total: `sum(increase(${objective.counters.total}[${seconds}s]))`,
    badRatio: errorRatio(objective, `${seconds}s`),
  };
  const window = durationText(Math.max(LEAST_WINDOW_SECONDS, stepMs / 1000));
  const [[total], [ratio], [series]] = await Promise.all([
    source.read(queries.total, span.to),
    source.read(queries.badRatio, span.to),
    source.range(errorRatio(objective, window), { ...graph, stepMs }),
  ]);
  const { name, title, service, target, periodDays } = objective;
  // Below 0 while a backlog settles: more good events than new ones.
  const ratios = (series?.points ?? []).map(([at, value]) => [at, Math.max(0, value)] as const);
  return {
    ...{ objective: name, title, service, target, periodDays, ratios, queries },
    ...countsOf(total?.value, ratio?.value),
    budgetSpent: ratio === undefined ? null : budgetSpent(objective, ratio.value, seconds),
    missed: missedIn(ratios, span, 1 - target),
  };
}

const countsOf = (total: number | undefined, ratio = 0): Pick<Impact, 'total' | 'bad'> =>
  total === undefined
    ? { total: null, bad: null }
    : { total: Math.round(total), bad: Math.round(total * Math.max(0, ratio)) };

/** As the burn rate says it: a time in which all is bad costs its share of the period, divided by what may be bad. */
export const budgetSpent = (
  { target, periodDays }: Pick<Objective, 'target' | 'periodDays'>,
  ratio: number,
  seconds: number,
): number => (Math.max(0, ratio) * seconds) / (periodDays * DAY_SECONDS * (1 - target));

/** A share is of the window before its moment, so that it begins no later than the first bad event, and ends a window after the last. */
export const missedIn = (ratios: Impact['ratios'], { from, to }: Span, allowed: number): Span | null => {
  const bad = ratios.filter(([at, ratio]) => at >= from && at <= to && ratio > allowed).map(([at]) => at);
  const [first] = bad;
  const last = bad.at(-1);
  return first === undefined || last === undefined ? null : { from: first, to: last };
};

/** How the objectives stood at that time. */
export async function standingsAt(
  objectives: readonly Objective[],
  source: Pick<Source, 'read'>,
  at: number,
): Promise<readonly Standing[]> {
  const [budgets, burnRates, alerts] = await Promise.all([
    source.read(QUERIES.budgets, at),
    source.read(QUERIES.burnRates, at),
    source.read(QUERIES.alerts, at),
  ]);
  return standingsOf(objectives, REAL_TIME, { budgets, burnRates, alerts });
}
