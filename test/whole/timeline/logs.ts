import { brokenLinesIn } from '../../support/faults.ts';
import { auditLogs, expectNoLineLost, LOG_AUDIT_LIMIT_MS } from '../../support/log-audit.ts';
import { SCRIPT } from './script.ts';
import { isPossible, type Timeline } from './timeline.ts';

/** After all faults and crashes: of Loki's two minutes away, of each service, of the agent, the collector and Loki. */
export const observeLogs = (timeline: Timeline): void => {
  it(
    'no log line is lost, by whichever crash or freeze: lines wait, and arrive',
    async () => {
      const broken = SCRIPT.filter(({ fault }) => fault === 'broken-log-line').filter(isPossible);
      const lines = broken.reduce(
        (sum, { lasts }) => sum + brokenLinesIn(lasts * 1000),
        timeline.unparsedBefore,
      );
      expectNoLineLost(await auditLogs(timeline.lab), lines);
    },
    LOG_AUDIT_LIMIT_MS,
  );
};
