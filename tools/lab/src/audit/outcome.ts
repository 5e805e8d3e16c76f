import { type LabContext, say } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import { storeUrls } from '../stores/addresses.ts';
import { audit } from './audit.ts';
import type { Verdict } from './conservation.ts';

/** The verdict, or why there is none: then nothing is proved. */
export type AuditOutcome = Verdict | { readonly held: false; readonly unavailable: string };

/** How long orders may be in flight after the last request. */
export const SETTLE_LIMIT_MS = 30_000;

/** Of all orders there are, and those that a run was promised among them. A store that is away is part of the report. */
export const auditOrders = async (
  context: LabContext,
  engine: Engine,
  promised: ReadonlySet<string>,
): Promise<AuditOutcome> => {
  try {
    return await audit(storeUrls(engine, context.env), promised, {
      limitMs: SETTLE_LIMIT_MS,
      progress: (line) => say(context, line),
      signal: context.signal,
    });
  } catch (error) {
    if (error instanceof EnvironmentError) return { held: false, unavailable: error.message };
    throw error;
  }
};

export const describeAudit = (audit: AuditOutcome | undefined): string => {
  if (audit === undefined) return 'audit    skipped';
  if ('unavailable' in audit) return `audit    could not run: ${audit.unavailable}`;
  const { accepted, confirmed, rejected, cancelled, inFlight } = audit;
  if (audit.held && accepted === 0) return 'audit    not judged: the lab has not accepted any order yet';
  return `audit    ${audit.held ? 'held' : 'refuted'}: ${accepted} orders = ${confirmed} confirmed + ${rejected} rejected + ${cancelled} cancelled + ${inFlight} in flight`;
};
