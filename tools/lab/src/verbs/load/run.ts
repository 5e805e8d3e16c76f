import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { storeUrls } from '../../stores/addresses.ts';
import { auditOrders, SETTLE_LIMIT_MS } from '../../audit/outcome.ts';
import { ClientSpans } from '../../k6/client-spans.ts';
import { findK6 } from '../../k6/find-k6.ts';
import { renderHtml } from './html-report.ts';
import { type K6, type K6Run, RUN_FILES } from '../../k6/k6-command.ts';
import { findKnee, type MeasuredStage } from '../../k6/knee.ts';
import { judgeRun, type LoadReport, type LoadVerdict } from './load-report.ts';
import { type LoadPlan, settingsOf } from '../../k6/load-plan.ts';
import { describeLoad } from './report.ts';
import { LabEvents } from '../../signals/lab-events.ts';
import { traceUrlOf } from '../../signals/trace-url.ts';
import { runK6 } from '../../k6/run-k6.ts';
import type { Scenario } from '../../k6/scenarios.ts';
import { measureSettling } from '../../k6/settle-times.ts';
import { traceTokenOf } from '../../k6/trace-token.ts';
import { withSlot } from '../../k6/slot.ts';
import { StageTally } from '../../k6/stage-tally.ts';
import type { Tally } from '../../k6/tally.ts';

const COLLECTOR_TIMEOUT_MS = 1000;

export const runLoad = async (context: LabContext, engine: Engine, plan: LoadPlan): Promise<ExitCode> => {
  const k6 = await findK6(context, engine);
  const report = await drive(context, engine, { plan, k6 });
  const folder = dirname(report.acceptedFile);
  await writeFile(join(folder, RUN_FILES.report), JSON.stringify(report, null, 2));
  await writeFile(report.htmlFile, renderHtml(report));
  if (context.json) printJson(context, report);
  else for (const line of describeLoad(report)) print(context, line);
  return EXIT_CODES[report.verdict];
};

const EXIT_CODES = {
  held: EXIT.held,
  refuted: EXIT.refuted,
  'not judged': EXIT.environment,
} as const satisfies Record<LoadVerdict, ExitCode>;

/** Sends the orders, waits for them to settle, and has the stores audited. */
const drive = async (
  context: LabContext,
  engine: Engine,
  { plan, k6 }: { plan: LoadPlan; k6: K6 },
): Promise<LoadReport> => {
  const run = nameRun(plan.scenario);
  const folder = join(context.stateDir, 'runs', run);
  const startedAt = new Date().toISOString();
  const spans = new ClientSpans(httpUrl(engine, 'otel-collector', 4318));
  const stages = new StageTally(plan.stages);
  const sending = withMetrics(context, engine, (metrics) =>
    runK6(k6, k6RunOf(context, engine, { plan, run, folder, metrics }), {
      durationMs: plan.durationMs,
      env: context.env,
      signal: context.signal,
      spans,
      onLine: (line) => stages.add(line),
      progress: sayProgress(context),
    }),
  );
  const { ids, ...result } = await announced(context, engine, { plan, sending });
  const measured = plan.stages.length > 1 ? stages.measured() : [];
  const judged = {
    result,
    ...kneeOf(plan, measured),
    ...(await judgeOrders(context, engine, { plan, ids })),
  };
  return {
    run,
    scenario: plan.scenario.name,
    startedAt,
    engine: engine.name,
    ...asked(plan),
    ...verdictOf(judged, plan),
    ...judged,
    stages: measured,
    ...placesOf(folder, engine),
    spansDropped: spans.dropped,
  };
};

/** The load, with its begin and its end in the timelines of incidents. */
const announced = async <T>(
  context: LabContext,
  engine: Engine,
  { plan, sending }: { plan: LoadPlan; sending: Promise<T> },
): Promise<T> => {
  say(context, `${plan.scenario.name}: ${describePlan(plan)}`);
  const events = new LabEvents(engine);
  const report = (what: string): void =>
    events.report({ kind: 'load', text: `lab load ${plan.scenario.name}: ${what}` });
  report(describePlan(plan));
  try {
    return await sending;
  } finally {
    report('ended');
    await events.sent();
  }
};

const kneeOf = (
  { scenario, p99Ms }: LoadPlan,
  measured: readonly MeasuredStage[],
): Pick<LoadReport, 'knee'> => (scenario.findsKnee ? { knee: findKnee(measured, p99Ms) } : {});

const verdictOf = (judged: Parameters<typeof judgeRun>[0], plan: LoadPlan) => {
  const verdict = judgeRun(judged, plan);
  return { verdict, held: verdict === 'held' };
};

const placesOf = (folder: string, engine: Engine) => ({
  acceptedFile: join(folder, RUN_FILES.accepted),
  htmlFile: join(folder, RUN_FILES.html),
  traceUrl: traceUrlOf(engine),
});

/** What became of the orders, from the stores. */
const judgeOrders = async (
  context: LabContext,
  engine: Engine,
  { plan, ids }: { plan: LoadPlan; ids: ReadonlySet<string> },
): Promise<Pick<LoadReport, 'settle' | 'audit'>> => {
  const settle = await measureSettling(storeUrls(engine, context.env).postgres, ids, {
    limitMs: SETTLE_LIMIT_MS + plan.retryForMs,
    signal: context.signal,
  });
  return plan.isAudited ? { settle, audit: await auditOrders(context, engine, ids) } : { settle };
};

const asked = ({ seed, rate, durationMs, p99Ms, retryForMs }: LoadPlan) => ({
  seed,
  rate,
  durationMs,
  p99Ms,
  retryForMs,
});

interface Named {
  readonly plan: LoadPlan;
  readonly run: string;
  readonly folder: string;
  readonly metrics: K6Run['metrics'];
}

const k6RunOf = (context: LabContext, engine: Engine, { plan, run, folder, metrics }: Named): K6Run => ({
  id: run,
  scenario: plan.scenario.name,
  scripts: join(context.root, 'load'),
  folder,
  target: httpUrl(engine, 'gateway', 8080),
  settings: { ...settingsOf(plan), TRACE_TOKEN: traceTokenOf(engine) },
  ...(metrics !== undefined && { metrics }),
});

const withMetrics = async <T>(
  context: LabContext,
  engine: Engine,
  work: (metrics: K6Run['metrics']) => Promise<T>,
): Promise<T> => {
  if (await isCollectorUp(engine)) {
    const collector = httpUrl(engine, 'otel-collector', 4318);
    return withSlot(context.stateDir, (slot) => work({ collector, slot }));
  }
  say(context, 'the collector does not answer, so Prometheus gets no metrics of this load');
  return work(undefined);
};

/** Asked once, before k6 starts, so that a person knows why the dashboard is empty. k6 itself needs no answer. */
const isCollectorUp = async (engine: Engine): Promise<boolean> => {
  try {
    const response = await fetch(httpUrl(engine, 'otel-collector', 13133), {
      signal: AbortSignal.timeout(COLLECTOR_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};

/** Sorts by time, and no other run has it. */
const nameRun = ({ name }: Scenario): string =>
  `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${name}-${randomBytes(3).toString('hex')}`;

const sayProgress =
  (context: LabContext) =>
  (tally: Tally, seconds: number): void => {
    if (seconds % 5 !== 0) return;
    say(
      context,
      `${seconds} s: ${tally.requests} requests, ${tally.ids.size} orders accepted, ${tally.failed} failed requests`,
    );
  };

const describePlan = ({ scenario, rate, durationMs, stages, seed }: LoadPlan): string => {
  if (stages.length === 0) return scenario.summary;
  const rates = stages.length === 1 ? `${rate}/s` : `${stages.map((stage) => stage.rate).join(', ')}/s`;
  return `${rates} for ${durationMs / 1000} s, seed ${seed}`;
};
