import type { ReportEvent } from '@lab/contracts';
import type { Fault } from './fault.ts';

/** The same fault, which reports when it began and when it was undone. `by` names the command, for readers of a timeline. */
export const reported = (
  fault: Fault,
  { by, report }: { by: string; report: (event: ReportEvent) => void },
): Fault => {
  let isBegun = false;
  return {
    what: fault.what,
    begin: async () => {
      const at = new Date().toISOString();
      await fault.begin();
      isBegun = true;
      report({ kind: 'fault', text: `${by}: ${fault.what}`, at });
    },
    isActive: () => fault.isActive(),
    end: async () => {
      await fault.end();
      if (isBegun) report({ kind: 'resume', text: `${by}: no longer ${fault.what}` });
      isBegun = false;
    },
  };
};
