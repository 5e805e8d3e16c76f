import type { ReportEvent } from '@lab/contracts';
import { nameAt, type Objective, type Pace } from '@lab/objectives';
import { EnvironmentError } from '../errors.ts';
import { during } from '../faults/fault.ts';
import { reported } from '../faults/reported.ts';
import type { FaultTarget } from '../faults/service-faults.ts';
import type { RequestLine } from '../k6/request-line.ts';
import type { Clock } from './clock.ts';
import type { Journey } from './journeys.ts';
import { judge, pagePairs, type ProvenAlert, windowsOf } from './judge.ts';
import { type Page, PageLog } from './pages.ts';
import { LOOK_MS, watchPages } from './watch-pages.ts';
import { Witness } from './witness.ts';

/** What a proof needs of a lab. */
export interface Stage {
  readonly target: FaultTarget;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Sends orders and reads until it is stopped; every request is shown to `onLine`. */
  traffic(onLine: (line: RequestLine) => void): { stop(): Promise<void> };
  /** What oncall was paged for. */
  pages(): Promise<ReadonlyMap<string, Page>>;
  /** Seconds of traffic at the present rate that a window of the objective holds. */
  history(objective: Objective, windowSeconds: number): Promise<number>;
  say(line: string): void;
  /** For the timelines of incidents. */
  report(event: ReportEvent): void;
}

/** The verdict on one objective. */
export interface Proof {
  readonly alerts: readonly ProvenAlert[];
  /** Pages while nothing was wrong, by objective and windows. */
  readonly falsePages: readonly string[];
}

/** Long enough for the shortest window, and for as many evaluations as a fault lasts. */
const CONTROL_MS = 60_000;
const ACTIVE_WITHIN_MS = 10_000;
/** In lab time a fault that every client notices pages within a minute. */
const FIRE_LIMIT_MS = 120_000;
/** The short window of the slow pair is two minutes. */
const RESOLVE_LIMIT_MS = 180_000;

/** Breaks one objective and waits for each of its pages, after as long a time in which nothing is wrong. */
export async function prove(objective: Objective, journey: Journey, lab: Stage): Promise<Proof> {
  const [log, witness] = [new PageLog(), new Witness(journey)];
  const traffic = lab.traffic((line) => witness.see(line));
  const watch = watchPages(lab, log);
  const stage = { ...lab, signal: AbortSignal.any([lab.signal, watch.failed]) };
  try {
    const falsePages = await control(objective, stage, log);
    if (!witness.hasSeenAny) {
      await traffic.stop(); // says why, where it knows
      throw new EnvironmentError(`${objective.name}: the clients saw no event, so nothing can be proven`);
    }
    const broken = await breakIt(objective, journey, { stage, log, witness });
    await untilQuiet(stage, log);
    return { alerts: judge(objective, stage.pace, { broken, log }), falsePages };
  } finally {
    try {
      await traffic.stop();
    } finally {
      await watch.stop();
    }
  }
}

async function control(objective: Objective, stage: Stage, log: PageLog): Promise<readonly string[]> {
  const { clock, signal } = stage;
  stage.say(`${objective.name}: ${CONTROL_MS / 1000} s of traffic and nothing else`);
  const from = clock.now();
  await clock.sleep(LOOK_MS * 4, signal);
  if (log.firing.length > 0)
    throw new EnvironmentError(
      `alerts fire already: ${log.firing.join(', ')}. Wait until they end, and try again`,
    );
  await clock.sleep(CONTROL_MS - LOOK_MS * 4, signal);
  return log.firedSince(from);
}

interface Broke {
  readonly stage: Stage;
  readonly log: PageLog;
  readonly witness: Witness;
}

async function breakIt(objective: Objective, journey: Journey, { stage, log, witness }: Broke) {
  const pairs = pagePairs(stage.pace);
  const histories = new Map(
    await Promise.all(
      pairs.map(
        async ({ longSeconds }) => [longSeconds, await stage.history(objective, longSeconds)] as const,
      ),
    ),
  );
  const by = `lab slo prove ${objective.name}`;
  const fault = reported(journey.fault(stage.target), { by, report: (event) => stage.report(event) });
  stage.say(`${objective.name}: ${fault.what}`);
  const from = stage.clock.now();
  const name = nameAt(objective, stage.pace);
  const limits = { activeWithinMs: ACTIVE_WITHIN_MS, signal: stage.signal };
  await during(fault, limits, () =>
    until(FIRE_LIMIT_MS, stage, () =>
      pairs.every((pair) => (log.firedAt(name, windowsOf(pair)) ?? 0) >= from),
    ),
  );
  const end = stage.clock.now();
  const onset = witness.onset(from);
  if (onset === undefined) throw new EnvironmentError(`${fault.what}: no client noticed anything`);
  return {
    onset,
    end,
    errorRatio: witness.errorRatio(onset, end) ?? 1,
    historySeconds: (longSeconds: number): number => histories.get(longSeconds) ?? longSeconds,
  };
}

const untilQuiet = async (stage: Stage, log: PageLog): Promise<void> => {
  stage.say('waiting until the alerts resolve');
  await until(RESOLVE_LIMIT_MS, stage, () => log.firing.length === 0);
};

/** Resolves when it is so, and at the limit all the same: the judge sees what is missing. */
async function until(limitMs: number, { clock, signal }: Stage, isSo: () => boolean): Promise<void> {
  const deadline = clock.now() + limitMs;
  while (!isSo() && clock.now() < deadline) await clock.sleep(LOOK_MS, signal);
}
