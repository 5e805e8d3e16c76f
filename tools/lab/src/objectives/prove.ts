import type { ReportEvent } from '@lab/contracts';
import { nameAt, type Objective, type Pace } from '@lab/objectives';
import { EnvironmentError } from '../errors.ts';
import { during } from '../faults/fault.ts';
import { reported } from '../faults/reported.ts';
import type { EventLog } from './event-log.ts';
import type { Journey, Subject } from './journeys.ts';
import { type Broken, judge, pagePairs, type ProvenAlert, windowsOf } from './judge.ts';
import { LOOK_MS } from './keep-looking.ts';
import { observe } from './observe.ts';
import type { Observed } from './observer.ts';
import { type Page, PageLog } from './pages.ts';
import { watchPages } from './watch-pages.ts';

/** What a proof needs of a lab. */
export interface Stage extends Observed {
  readonly subject: Subject;
  readonly pace: Pace;
  /** What oncall was paged for. */
  pages(): Promise<ReadonlyMap<string, Page>>;
  /** Seconds of traffic at the present rate that a window of the objective holds; the rate is that of the last `presentSeconds`. */
  history(objective: Objective, window: { seconds: number; presentSeconds: number }): Promise<number>;
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
/** In lab time the slow pair of an objective of 99 % needs 86 s of bad events, and the prober's first one may come after 40 s. */
const FIRE_LIMIT_MS = 180_000;
/** The short window of the slow pair is two minutes. What had waited for Loki may take a minute until it is there. */
const RESOLVE_LIMIT_MS = 240_000;
/** A load begins with the control; the prober's few events need as long a time for a rate. */
const PRESENT_SECONDS = { load: 30, prober: 60 } as const;

/** Breaks one objective and waits for each of its pages, after as long a time in which nothing is wrong. */
export async function prove(objective: Objective, journey: Journey, lab: Stage): Promise<Proof> {
  const log = new PageLog();
  const observer = observe(objective, journey, lab);
  const watch = watchPages(lab, log);
  const stage = { ...lab, signal: AbortSignal.any([lab.signal, watch.failed, observer.failed]) };
  try {
    const falsePages = await control(objective, stage, log);
    if (!observer.events.hasSeenAny) {
      await observer.stop(); // says why, where it knows
      throw new EnvironmentError(`${objective.name}: ${observer.sawNothing}, so nothing can be proven`);
    }
    const broken = await breakIt(objective, journey, { stage, log, events: observer.events });
    await untilQuiet(stage, log);
    return { alerts: judge(objective, stage.pace, { broken, log }), falsePages };
  } finally {
    try {
      await observer.stop();
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
  readonly events: EventLog;
}

async function breakIt(
  objective: Objective,
  journey: Journey,
  { stage, log, events }: Broke,
): Promise<Broken> {
  const pairs = pagePairs(stage.pace);
  const histories = await historiesOf(objective, journey, stage);
  const by = `lab slo prove ${objective.name}`;
  const fault = reported(journey.fault(stage.subject), { by, report: (event) => stage.report(event) });
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
  const onset = events.onset(from);
  if (onset === undefined) throw new EnvironmentError(`${fault.what}: no client noticed anything`);
  return {
    ...{ onset, end },
    errorRatio: events.errorRatio(onset, end) ?? 1,
    historySeconds: (longSeconds: number): number => histories.get(longSeconds) ?? longSeconds,
    perSecond: events.perSecond(from - CONTROL_MS, from),
    quietSeconds: events.quietSeconds(onset),
  };
}

/** By the long window, in seconds. */
async function historiesOf(
  objective: Objective,
  { clients }: Journey,
  stage: Stage,
): Promise<ReadonlyMap<number, number>> {
  const presentSeconds = clients === undefined ? PRESENT_SECONDS.prober : PRESENT_SECONDS.load;
  const histories = pagePairs(stage.pace).map(
    async ({ longSeconds: seconds }) =>
      [seconds, await stage.history(objective, { seconds, presentSeconds })] as const,
  );
  return new Map(await Promise.all(histories));
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
