import { auditOrders } from '../audit/outcome.ts';
import { type LabContext, say } from '../context.ts';
import { type Engine, httpUrl } from '../engines/engine.ts';
import { resolveUndoing } from '../engines/index.ts';
import { actionOf } from '../faults/actions/action-of.ts';
import { forced } from '../faults/in-force/forced.ts';
import { resolveForFaults } from '../faults/undoing.ts';
import { findK6 } from '../k6/find-k6.ts';
import { MACHINE_CLOCK } from '../objectives/clock.ts';
import { objectivesOf } from '../objectives/objectives-of.ts';
import { checked } from '../postmortem/checked.ts';
import type { LabEvents } from '../signals/lab-events.ts';
import { Prometheus } from '../signals/prometheus.ts';
import { storeUrls } from '../stores/addresses.ts';
import { alertSpans, FIRING, STEP_MS } from './alert-spans.ts';
import { logLinesLost, runProbe } from './run-lab.ts';
import type { Stage } from './stage.ts';
import { startLoads } from './start-loads.ts';
import { storedOrders } from './stored-orders.ts';

const ALERTS_LIMIT_MS = 15_000;
const LOGS_LIMIT_MS = 200_000;

interface Surroundings {
  readonly engine: Engine;
  readonly events: LabEvents;
  /** Of this run: what its clients recorded goes there. */
  readonly folder: string;
}

/** The running lab as an experiment sees it. */
export async function labStage(
  context: LabContext,
  { engine, events, folder }: Surroundings,
): Promise<Stage> {
  const { signal } = context;
  const k6 = await findK6(context, engine);
  const { postgres } = storeUrls(engine, context.env);
  return {
    engine: engine.name,
    target: await targetOf(context),
    signal,
    clock: MACHINE_CLOCK,
    objectives: objectivesOf(context),
    load: (plans) => startLoads(context, engine, { k6, folder, plans }),
    probe: (probe, how) => runProbe(context, probe, how?.isUndoing === true ? undefined : signal),
    orders: (keyPrefixes, limitMs) => storedOrders(postgres, keyPrefixes, { limitMs, signal }),
    audit: (acknowledged) => auditOrders(context, engine, acknowledged),
    alerts: (span) =>
      checked({ signal, limitMs: ALERTS_LIMIT_MS }, async (limited) => {
        const prometheus = new Prometheus(httpUrl(engine, 'prometheus', 9090), limited);
        return alertSpans(await prometheus.range(FIRING, { ...span, stepMs: STEP_MS }), span.to);
      }),
    logLinesLost: () =>
      checked({ signal, limitMs: LOGS_LIMIT_MS }, (limited) => logLinesLost(context, limited)),
    say: (line) => say(context, line),
    report: (event) => events.report(event),
  };
}

/**
 * An engine that also does what is named in words. Those faults enter themselves into the journal, so they act on an engine that does not:
 * `pause orders` would find itself there.
 */
async function targetOf(context: LabContext): Promise<Stage['target']> {
  const plain = await resolveUndoing(context);
  return Object.assign(Object.create(await resolveForFaults(context)) as Engine, {
    worded: (text: string, forMs: number) => {
      const action = actionOf(plain, text);
      return { fault: forced(context, action, { forMs }), check: () => action.check() };
    },
  });
}
