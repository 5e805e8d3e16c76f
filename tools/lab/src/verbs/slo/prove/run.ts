import { LAB_TIME, type Objective } from '@lab/objectives';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { type Engine, httpUrl } from '../../../engines/engine.ts';
import { resolveEngine, resolveUndoing } from '../../../engines/index.ts';
import { EnvironmentError, EXIT, type ExitCode, UsageError } from '../../../errors.ts';
import { findK6 } from '../../../k6/find-k6.ts';
import { MACHINE_CLOCK } from '../../../objectives/clock.ts';
import { type Journey, JOURNEYS } from '../../../objectives/journeys.ts';
import { type Proof, prove, type Stage } from '../../../objectives/prove.ts';
import { objectivesOf } from '../../../objectives/objectives-of.ts';
import { startTraffic } from '../../../objectives/traffic.ts';
import { pagesOfFiringIncidents } from '../../../objectives/watch-pages.ts';
import { LabEvents } from '../../../signals/lab-events.ts';
import { Oncall, ONCALL } from '../../../signals/oncall.ts';
import { Prometheus } from '../../../signals/prometheus.ts';
import { proofLines, type ProofReport } from './report.ts';

const PACE = LAB_TIME;

/** One after the other: what breaks one objective breaks others too. */
export async function run(context: LabContext, names: readonly string[]): Promise<ExitCode> {
  const chosen = choose(objectivesOf(context), names);
  const engine = await resolveEngine(context);
  await refuseIfNotReady(engine);
  const events = new LabEvents(engine);
  const proofs = await proveAll(chosen, await stageOf(context, engine, events)).finally(() => events.sent());
  const alerts = proofs.flatMap((proof) => proof.alerts);
  const falsePages = proofs.flatMap((proof) => proof.falsePages);
  for (const page of falsePages) say(context, `false page: ${page}`);
  const held = falsePages.length === 0 && alerts.every((alert) => alert.held);
  const report: ProofReport = { alerts, falsePages: falsePages.length, held };
  if (context.json) printJson(context, report);
  else for (const line of proofLines(report)) print(context, line);
  return held ? EXIT.held : EXIT.refuted;
}

async function proveAll(chosen: readonly Chosen[], stage: Stage): Promise<readonly Proof[]> {
  const proofs = [];
  for (const { objective, journey } of chosen) proofs.push(await prove(objective, journey, stage));
  return proofs;
}

interface Chosen {
  readonly objective: Objective;
  readonly journey: Journey;
}

function choose(all: readonly Objective[], names: readonly string[]): readonly Chosen[] {
  const provable = all.flatMap((objective) => {
    const journey = JOURNEYS[objective.name];
    return journey === undefined ? [] : [{ objective, journey }];
  });
  const known = provable.map(({ objective }) => objective.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`unknown objective ${unknown}; available: ${known.join(', ')}`);
  return names.length === 0 ? provable : provable.filter(({ objective }) => names.includes(objective.name));
}

/** What an order passes, and what a page passes. */
const NEEDED = [
  ...['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq'],
  ...['prometheus', 'alertmanager', 'oncall'],
];

async function refuseIfNotReady(engine: Engine): Promise<void> {
  const ready = new Set((await engine.status()).filter((service) => service.ready).map(({ name }) => name));
  const away = NEEDED.filter((name) => !ready.has(name));
  if (away.length > 0)
    throw new EnvironmentError(`not ready: ${away.join(', ')}. A proof needs them: run lab up`);
}

async function stageOf(context: LabContext, engine: Engine, events: LabEvents): Promise<Stage> {
  const k6 = await findK6(context, engine);
  const oncall = new Oncall(httpUrl(engine, ONCALL.name, ONCALL.port), context.signal);
  const prometheus = new Prometheus(httpUrl(engine, 'prometheus', 9090), context.signal);
  return {
    target: await resolveUndoing(context),
    pace: PACE,
    signal: context.signal,
    clock: MACHINE_CLOCK,
    traffic: (onLine) => startTraffic(context, engine, { k6, onLine }),
    pages: () => pagesOfFiringIncidents(oncall, PACE),
    history: async ({ counters: { total } }, windowSeconds) => {
      const expression = `sum(increase(${total}[${windowSeconds}s])) / sum(rate(${total}[30s]))`;
      const [sample] = await prometheus.read(expression);
      return sample?.value ?? windowSeconds;
    },
    say: (line) => say(context, line),
    report: (event) => events.report(event),
  };
}
