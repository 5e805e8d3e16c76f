import { type Judged, judgeBy } from './check.ts';

/** What came of a backup that was restored into a second lab. */
export interface RecoveryFacts {
  readonly orders: number;
  readonly pausedMs: number;
  /** Why this machine cannot run a second lab. */
  readonly impossible?: string;
  readonly restored?: { readonly orders: number; readonly held: boolean; readonly broken: readonly string[] };
}

/** The backup was restored elsewhere, and all orders are there with an audit that holds. */
export function judgeRecovery({ orders, pausedMs, impossible, restored }: RecoveryFacts): Judged {
  if (impossible !== undefined)
    return judgeBy([`backed up, but not restored: this machine cannot run a second lab (${impossible})`], []);
  if (restored === undefined) return judgeBy(['backed up, but not restored'], []);
  const problems = [
    ...(orders === 0 ? ['the backup has no orders, so it proves nothing; place one and try again'] : []),
    ...(restored.orders === orders ? [] : [`${restored.orders} of ${orders} orders were restored`]),
    ...(restored.held
      ? []
      : [`the audit of the restored lab is refuted: ${restored.broken.join(', ') || 'other counts'}`]),
  ];
  return judgeBy(problems, [
    `${orders} orders backed up (gateway paused for ${(pausedMs / 1000).toFixed(1)} s) and restored into a second lab; its audit holds`,
  ]);
}

/** Until releases are delivered there is no version to go back to: a restart starts what is built now. */
export const judgeRollback = (): Judged => ({
  outcome: 'not applicable',
  evidence: [
    'the lab keeps no earlier release: a restart starts what is built now, so there is nothing to go back to',
  ],
});
