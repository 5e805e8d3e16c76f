import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { storeUrls } from '../../stores/addresses.ts';
import { audit } from '../../audit/audit.ts';
import { ClientSpans } from '../../k6/client-spans.ts';
import { findK6 } from '../../k6/find-k6.ts';
import { renderHtml } from './html-report.ts';
import { type K6, type K6Run, RUN_FILES } from '../../k6/k6-command.ts';
import { findKnee, type MeasuredStage } from '../../k6/knee.ts';
import { type AuditOutcome, judgeRun, type LoadReport, type LoadVerdict } from './load-report.ts';
import { type LoadPlan, settingsOf } from './plan.ts';
import { describeLoad } from './report.ts';
import { runK6 } from '../../k6/run-k6.ts';
import type { Scenario } from '../../k6/scenarios.ts';
import { measureSettling } from '../../k6/settle-times.ts';
import { withSlot } from '../../k6/slot.ts';
import { StageTally } from '../../k6/stage-tally.ts';
import type { Tally } from '../../k6/tally.ts';

const SETTLE_LIMIT_MS = 30_000;
const PROMETHEUS_TIMEOUT_MS = 1000;

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
  say(context, `${plan.scenario.name}: ${describePlan(plan)}`);
  const { ids, ...result } = await withPrometheus(context, engine, (prometheus) =>
    runK6(k6, k6RunOf(context, engine, { plan, run, folder, prometheus }), {
      durationMs: plan.durationMs,
      env: context.env,
      signal: context.signal,
      spans,
      onLine: (line) => stages.add(line),
      progress: sayProgress(context),
    }),
  );
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

/** Of all orders there are, and those that this run was promised among them. A store that is away is part of the report. */
const auditOrders = async (
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

interface Named {
  readonly plan: LoadPlan;
  readonly run: string;
  readonly folder: string;
  readonly prometheus: K6Run['prometheus'];
}

const k6RunOf = (context: LabContext, engine: Engine, { plan, run, folder, prometheus }: Named): K6Run => ({
  id: run,
  scenario: plan.scenario.name,
  scripts: join(context.root, 'load'),
  folder,
  target: httpUrl(engine, 'gateway', 8080),
  settings: { ...settingsOf(plan), TRACE_TOKEN: traceTokenOf(engine) },
  ...(prometheus !== undefined && { prometheus }),
});

/** What the gateway of this lab was given, so that it continues the traces of the run. */
const traceTokenOf = ({ services }: Engine): string =>
  services.find(({ name }) => name === 'gateway')?.environment['TRACE_TOKEN'] ?? 'lab';
const withPrometheus = async <T>(
  context: LabContext,
  engine: Engine,
  work: (prometheus: K6Run['prometheus']) => Promise<T>,
): Promise<T> => {
  const url = await findPrometheus(context, engine);
  return url === undefined ? work(undefined) : withSlot(context.stateDir, (slot) => work({ url, slot }));
};

/** Where k6 sends its metrics. With a Prometheus that does not answer, k6 would wait for it at the end of the run. */
const findPrometheus = async (context: LabContext, engine: Engine): Promise<string | undefined> => {
  const url = httpUrl(engine, 'prometheus', 9090);
  try {
    const response = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(PROMETHEUS_TIMEOUT_MS) });
    await response.arrayBuffer();
    if (response.ok) return url;
  } catch {
    // said below, whatever the reason
  }
  say(context, 'Prometheus is away: it will have no metrics of this load');
  return undefined;
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

/** The native build of Jaeger has no web page; its API answers with the same trace. */
const traceUrlOf = (engine: Engine): string =>
  httpUrl(engine, 'jaeger', 16686) + (engine.name === 'native' ? '/api/traces/' : '/trace/');

const describePlan = ({ scenario, rate, durationMs, stages, seed }: LoadPlan): string => {
  if (stages.length === 0) return scenario.summary;
  const rates = stages.length === 1 ? `${rate}/s` : `${stages.map((stage) => stage.rate).join(', ')}/s`;
  return `${rates} for ${durationMs / 1000} s, seed ${seed}`;
};
