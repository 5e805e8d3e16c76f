import { LAB_TIME, type Objective } from '@lab/objectives';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { type Engine, httpUrl } from '../../../engines/engine.ts';
import { resolveEngine } from '../../../engines/index.ts';
import { EXIT, type ExitCode, UsageError } from '../../../errors.ts';
import { resolveForFaults } from '../../../faults/undoing.ts';
import { findK6 } from '../../../k6/find-k6.ts';
import { MACHINE_CLOCK } from '../../../objectives/clock.ts';
import { JOURNEYS } from '../../../objectives/journeys.ts';
import { type Proof, prove, type Stage } from '../../../objectives/prove.ts';
import { objectivesOf } from '../../../objectives/objectives-of.ts';
import { type Provable, refuseIfNotReady } from '../../../objectives/ready-to-prove.ts';
import { startTraffic } from '../../../objectives/traffic.ts';
import { pagesOfFiringIncidents } from '../../../objectives/watch-pages.ts';
import { askText } from '../../../signals/ask-json.ts';
import { LabEvents } from '../../../signals/lab-events.ts';
import { Oncall, ONCALL } from '../../../signals/oncall.ts';
import { Prometheus } from '../../../signals/prometheus.ts';
import { type StoreUrls, storeUrls } from '../../../stores/addresses.ts';
import { giveBackPiece } from '../../../stores/missing-piece.ts';
import { proofLines, type ProofReport } from './report.ts';

const PACE = LAB_TIME;

/** One after the other: what breaks one objective breaks others too. */
export async function run(context: LabContext, names: readonly string[]): Promise<ExitCode> {
  const chosen = choose(objectivesOf(context), names);
  const engine = await resolveEngine(context);
  await refuseIfNotReady(engine, chosen);
  await giveBackLeft(context, storeUrls(engine, context.env));
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

interface Chosen extends Provable {
  readonly objective: Objective;
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

/** A proof that was killed could not give back what it had taken, and no-order-lost would burn for ever. */
async function giveBackLeft(context: LabContext, { redis }: Pick<StoreUrls, 'redis'>): Promise<void> {
  if (await giveBackPiece(redis)) say(context, 'gave back a piece of stock that an earlier proof had taken');
}

async function stageOf(context: LabContext, engine: Engine, events: LabEvents): Promise<Stage> {
  const k6 = await findK6(context, engine);
  const oncall = new Oncall(httpUrl(engine, ONCALL.name, ONCALL.port), context.signal);
  const prometheus = new Prometheus(httpUrl(engine, 'prometheus', 9090), context.signal);
  const proberUrl = `${httpUrl(engine, 'prober', 8086)}/metrics`;
  return {
    subject: { target: await resolveForFaults(context), stores: storeUrls(engine, context.env) },
    pace: PACE,
    signal: context.signal,
    clock: MACHINE_CLOCK,
    traffic: (onLine) => startTraffic(context, engine, { k6, onLine }),
    pages: () => pagesOfFiringIncidents(oncall, PACE),
    proberMetrics: () => askText({ store: 'prober', url: proberUrl, signal: context.signal }),
    history: async ({ counters: { total } }, { seconds, presentSeconds }) => {
      const expression = `sum(increase(${total}[${seconds}s])) / sum(rate(${total}[${presentSeconds}s]))`;
      const [sample] = await prometheus.read(expression);
      return sample?.value ?? seconds;
    },
    say: (line) => say(context, line),
    report: (event) => events.report(event),
  };
}
