import { type Judged, judgeBy } from './check.ts';

/** What happened when a dependency was killed under load. */
export interface FailureFacts {
  /** How long it took to be ready again; undefined where it was not in time. */
  readonly recoveredMs: number | undefined;
  /** Application services that ended meanwhile. */
  readonly ended: readonly string[];
  /** Those that were not ready once it was over. */
  readonly notReady: readonly string[];
  /** Orders that were accepted while it was away or just after, and those that nobody accepted within their time. */
  readonly accepted: number;
  readonly givenUp: number;
  readonly audit: { readonly held: boolean; readonly broken: readonly string[] };
}

/** The services stay up, the dependency comes back, and no accepted order is lost. */
export function judgeFailure(facts: FailureFacts): Judged {
  const { recoveredMs, ended, notReady, accepted, givenUp, audit } = facts;
  const problems = [
    ...(recoveredMs === undefined ? ['it did not become ready again'] : []),
    ...(ended.length > 0 ? [`services ended with it: ${ended.join(', ')}`] : []),
    ...(notReady.length > 0 ? [`services not ready afterwards: ${notReady.join(', ')}`] : []),
    ...(accepted === 0 ? ['no order was accepted, so nothing is proven'] : []),
    ...(givenUp > 0 ? [`${givenUp} orders were not accepted within their time`] : []),
    ...(audit.held ? [] : [`the audit is refuted: ${audit.broken.join(', ')}`]),
  ];
  const seconds = ((recoveredMs ?? 0) / 1000).toFixed(1);
  return judgeBy(problems, [
    `killed, ready again after ${seconds} s; ${accepted} orders accepted, none lost; the services stayed up`,
  ]);
}
