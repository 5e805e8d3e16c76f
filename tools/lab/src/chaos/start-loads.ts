import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';
import { type Engine, httpUrl } from '../engines/engine.ts';
import { ClientSpans } from '../k6/client-spans.ts';
import type { K6, K6Run } from '../k6/k6-command.ts';
import { type LoadPlan, settingsOf } from '../k6/load-plan.ts';
import type { RequestLine } from '../k6/request-line.ts';
import { runK6 } from '../k6/run-k6.ts';
import { traceTokenOf } from '../k6/trace-token.ts';
import type { Load } from './stage.ts';

interface Sending {
  readonly k6: K6;
  /** Files of the runs go below it. */
  readonly folder: string;
}

/** Starts loads that run together, and collects what their clients see. */
export function startLoads(
  context: LabContext,
  engine: Engine,
  { k6, folder, plans }: Sending & { readonly plans: readonly LoadPlan[] },
): Load {
  const stopping = new AbortController();
  const lines: RequestLine[] = [];
  // Part of every idempotency key, and no other run has it.
  const id = `chaos-${randomBytes(4).toString('hex')}`;
  const runs = plans.map((plan, index) => k6RunOf(context, engine, { plan, folder, id: `${id}-${index}` }));
  const spans = new ClientSpans(httpUrl(engine, 'otel-collector', 4318));
  const sending = Promise.all(
    runs.map(({ run, durationMs }) =>
      runK6(k6, run, {
        durationMs,
        env: context.env,
        signal: AbortSignal.any([stopping.signal, context.signal]),
        spans,
        onLine: (line) => lines.push(line),
      }),
    ),
  );
  const ended = sending.then(() => undefined);
  return {
    lines,
    keyPrefixes: runs.map(({ run }) => `load-${run.id}-`),
    ended,
    stop: async () => {
      stopping.abort();
      await Promise.allSettled([ended]);
    },
  };
}

interface Planned {
  readonly plan: LoadPlan;
  readonly folder: string;
  readonly id: string;
}

const k6RunOf = (context: LabContext, engine: Engine, { plan, folder, id }: Planned) => {
  const run: K6Run = {
    id,
    scenario: plan.scenario.name,
    scripts: join(context.root, 'load'),
    folder: join(folder, id),
    target: httpUrl(engine, 'gateway', 8080),
    settings: { ...settingsOf(plan), TRACE_TOKEN: traceTokenOf(engine) },
  };
  return { run, durationMs: plan.durationMs + plan.retryForMs };
};
