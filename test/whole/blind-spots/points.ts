import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  answerTo,
  type Burst,
  LAB_TIME,
  type Objective,
} from '../../../tools/objectives/src/index.ts';
import { during } from '../../../tools/lab/src/faults/fault.ts';
import { frozen } from '../../../tools/lab/src/faults/service-faults.ts';
import { Prometheus } from '../../../tools/lab/src/signals/prometheus.ts';
import type { Lab } from '../../support/lab.ts';

/** A point of a map: what is done to a lab, and what its clients send meanwhile. */
export interface Point {
  readonly objective: Objective;
  /** The service that does not answer. */
  readonly frozen: string;
  readonly seconds: number;
  /** Sends one request; the number counts them. Says whether it was bad. */
  readonly send: (request: number) => Promise<boolean>;
  readonly perSecond: number;
}

/** What the alerts made of a point, and what they should have made of it. */
export interface Seen {
  readonly burst: Burst;
  readonly expected: Answer | undefined;
  /** The first page, in seconds since the first request; undefined if none came. */
  readonly pagedAfter: number | undefined;
}

/** No verb that begins a fault takes longer on a busy machine. */
const ACTIVE = { activeWithinMs: 30_000 };
/** Two scrapes, two evaluations, and what a busy machine adds. */
export const SLACK_SECONDS = 30;

/** Requests at a steady rate until the time is over; resolves to how many there were, and how many were bad. */
export async function traffic(
  { send, perSecond }: Pick<Point, 'send' | 'perSecond'>,
  seconds: number,
): Promise<{ sent: number; bad: number }> {
  const answers: Promise<boolean>[] = [];
  while (answers.length < seconds * perSecond) {
    await sleep(1000 / perSecond);
    answers.push(send(answers.length));
  }
  const bad = (await Promise.all(answers)).filter(Boolean).length;
  return { sent: answers.length, bad };
}

/** Does what the point says to a lab that has had good traffic for `historySeconds`. */
export async function confirm(lab: Lab, point: Point, historySeconds: number): Promise<Seen> {
  const prometheus = new Prometheus(lab.url('prometheus'));
  const began = { at: 0, ended: 0 };
  const { sent, bad } = await during(frozen(lab, point.frozen), ACTIVE, async () => {
    began.at = Date.now();
    const counted = await traffic(point, point.seconds);
    began.ended = Date.now();
    return counted;
  });
  await sleep(SLACK_SECONDS * 1000);
  const durationSeconds = (began.ended - began.at) / 1000;
  const burst = {
    errorRatio: bad / sent,
    durationSeconds,
    eventsPerSecond: sent / durationSeconds,
    historySeconds,
  };
  const since = Math.ceil((Date.now() - began.at) / 1000);
  const firing = `ALERTS{alertstate="firing",severity="page",sloth_slo="${point.objective.name}-lab"}`;
  const [first] = await prometheus.read(`min(min_over_time(timestamp(${firing})[${since}s:1s]))`);
  return {
    burst,
    expected: answerTo(burst, point.objective, { pace: LAB_TIME }),
    pagedAfter: first === undefined ? undefined : first.value - began.at / 1000,
  };
}
