import { LAB_TIME, nameAt, type Objective } from '../../tools/objectives/src/index.ts';
import {
  judge,
  pagePairs,
  type ProvenAlert,
  TOLERANCE_SECONDS,
  windowsOf,
} from '../../tools/lab/src/objectives/judge.ts';
import type { Witness } from '../../tools/lab/src/objectives/witness.ts';
import type { PageRecord } from './page-record.ts';

/** What was recorded of a run: pages at oncall, and what the clients saw of the objective's journey. */
export interface Recorded {
  readonly objective: Objective;
  readonly pages: PageRecord;
  readonly witness: Witness;
}

export const isOf = (objective: Pick<Objective, 'name'>, page: string): boolean =>
  page.startsWith(`${nameAt(objective, LAB_TIME)} `);

/**
 * The pages that no bad answer explains: within their long window, clients had none. An overloaded machine refuses orders while
 * nothing is done, and is right to page.
 */
export const falsePages = ({ objective, pages, witness }: Recorded): readonly string[] =>
  pages.begun
    .filter(({ page }) => isOf(objective, page))
    .filter(({ page, at }) => {
      const pair = pagePairs(LAB_TIME).find((each) => page.endsWith(` ${windowsOf(each)}`));
      const from = at - ((pair?.longSeconds ?? 0) + TOLERANCE_SECONDS) * 1000;
      return (witness.errorRatio(from, at) ?? 0) === 0;
    })
    .map(({ page, at }) => `${page} at ${new Date(at).toISOString()}`);

/** A fault, in milliseconds since 1970. */
interface Fault {
  readonly from: number;
  readonly to: number;
  /** Since when there had been traffic, and when something else is done to the objective. */
  readonly trafficSince: number;
  readonly next: number;
}

/** A pair of windows that fired already, because of an earlier fault, has paged for this one too. */
export interface Judged extends ProvenAlert {
  readonly firedBefore: boolean;
}

/** Each page of the objective, measured from the first bad answer that a client got. */
export const judgeFault = ({ objective, pages, witness }: Recorded, fault: Fault): readonly Judged[] => {
  const onset = witness.onset(fault.from);
  if (onset === undefined) throw new Error('no client noticed the fault');
  const broken = {
    onset,
    end: fault.to,
    errorRatio: witness.errorRatio(onset, fault.to) ?? 0,
    historySeconds: (long: number) => Math.min(long, (onset - fault.trafficSince) / 1000),
    perSecond: witness.perSecond(fault.trafficSince, fault.from),
    quietSeconds: witness.quietSeconds(onset),
  };
  const before = pages.until(onset).firing;
  const name = nameAt(objective, LAB_TIME);
  return judge(objective, LAB_TIME, { broken, log: pages.until(fault.next) }).map((alert) => ({
    ...alert,
    firedBefore: before.includes(`${name} ${alert.windows}`),
  }));
};

/**
 * No page, or one that took longer than its theory and twice the tolerance: integration specs keep the machine busy meanwhile. By the
 * tolerance itself it is judged by `lab slo prove`.
 */
export const isMissed = ({ theorySeconds, measuredSeconds, firedBefore }: Judged): boolean =>
  !firedBefore &&
  (theorySeconds === null ||
    measuredSeconds === null ||
    measuredSeconds > theorySeconds + 2 * TOLERANCE_SECONDS);
