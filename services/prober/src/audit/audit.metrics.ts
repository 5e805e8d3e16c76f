import { METRICS } from '@lab/contracts';
import { makeCounter, makeGauge } from '@lab/instrumentation';

export const AUDIT_METRICS = [
  makeCounter({
    name: METRICS.audits,
    help: 'Audits of the running lab: held, violated, or failed because a store did not answer',
  }),
  makeGauge({ name: METRICS.auditViolations, help: 'Orders and products that break a promise, by rule' }),
];
