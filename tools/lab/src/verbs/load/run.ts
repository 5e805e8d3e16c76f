import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../context.ts';
import type { Engine } from '../../engines/engine.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { storeUrls } from '../../stores/addresses.ts';
import { ClientSpans } from './client-spans.ts';
import { findK6 } from './find-k6.ts';
import { type K6, RUN_FILES } from './k6-command.ts';
import type { LoadPlan } from './plan.ts';
import { describeLoad, type LoadReport } from './report.ts';
import { runK6 } from './run-k6.ts';
import type { Scenario } from './scenarios.ts';
import { measureSettling } from './settle-times.ts';
import type { Tally } from './tally.ts';

const SETTLE_LIMIT_MS = 30_000;

const urlOf = ({ host, port }: { host: string; port: number }): string => `http://${host}:${port}`;

export const runLoad = async (context: LabContext, engine: Engine, options: LoadPlan): Promise<ExitCode> => {
  const k6 = await findK6(context, engine);
  const report = await drive(context, engine, { ...options, k6 });
  await writeFile(join(dirname(report.acceptedFile), RUN_FILES.summary), JSON.stringify(report, null, 2));
  if (context.json) printJson(context, report);
  else for (const line of describeLoad(report)) print(context, line);
  return report.held ? EXIT.held : EXIT.refuted;
};

/** Sends the orders, and waits for them to settle. */
const drive = async (
  context: LabContext,
  engine: Engine,
  { scenario, k6, ...options }: LoadPlan & { k6: K6 },
): Promise<LoadReport> => {
  const run = nameRun(scenario);
  const folder = join(context.stateDir, 'runs', run);
  const spans = new ClientSpans(urlOf(engine.address('otel-collector', 4318)));
  say(context, `${scenario.name}: ${describePlan(scenario, options)}`);
  const plan = {
    id: run,
    scenario: scenario.name,
    scripts: join(context.root, 'load'),
    folder,
    target: urlOf(engine.address('gateway', 8080)),
    settings: settingsOf(options),
  };
  const { ids, ...result } = await runK6(k6, plan, {
    durationMs: options.durationMs,
    env: context.env,
    signal: context.signal,
    spans,
    progress: sayProgress(context),
  });
  const settle = await measureSettling(storeUrls(engine, context.env).postgres, ids, {
    limitMs: SETTLE_LIMIT_MS + options.retryForMs,
    signal: context.signal,
  });
  const isSettled = settle.unsettled === 0 && settle.settled === ids.size;
  return {
    run,
    scenario: scenario.name,
    held: isSettled && result.thresholds.every(({ held }) => held),
    result,
    settle,
    acceptedFile: join(folder, RUN_FILES.accepted),
    spansDropped: spans.dropped,
    traceUrl: traceUrlOf(engine),
  };
};

/** Sorts by time, and no other run has it. */
const nameRun = ({ name }: Scenario): string =>
  `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${name}-${randomBytes(3).toString('hex')}`;

const sayProgress =
  (context: LabContext) =>
  (tally: Tally, seconds: number): void => {
    if (seconds % 5 !== 0) return;
    say(context, `${seconds} s: ${tally.ids.size} accepted, ${tally.failed} failed requests`);
  };

/** The native build of Jaeger has no web page; its API answers with the same trace. */
const traceUrlOf = (engine: Engine): string =>
  urlOf(engine.address('jaeger', 16686)) + (engine.name === 'native' ? '/api/traces/' : '/trace/');

const describePlan = ({ isPaced, summary }: Scenario, options: Omit<LoadPlan, 'scenario'>): string =>
  !isPaced ? summary : `${options.rate} orders/s for ${options.durationMs / 1000} s`;

const settingsOf = (options: Omit<LoadPlan, 'scenario'>): Record<string, string | number> => ({
  SEED: options.seed,
  RATE: options.rate,
  DURATION_SECONDS: Math.max(1, Math.round(options.durationMs / 1000)),
  RETRY_FOR_MS: options.retryForMs,
  P99_MS: options.p99Ms,
});
