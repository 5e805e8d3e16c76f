import { inSystem, whyNotLittle } from '@lab/analysis/capacity';
import { OBJECTIVES } from '@lab/contracts';
import { percentilesOf } from '../k6/percentiles.ts';
import { PLACE_ORDER, type RequestLine } from '../k6/request-line.ts';
import { APPLICATIONS, type Pool, type Reading } from './reading.ts';

/** What the lab used during a step. */
export interface Usage {
  /** Of all the lab's processes; k6 is none of them. */
  readonly cpuSecondsPerOrder: number;
  readonly residentBytes: number;
  /** Of all cores of the machine, whoever used them: 0 to 1. */
  readonly machineBusy: number;
  /** Of one core, by the service's single thread: 0 to 1. */
  readonly threadBusy: Readonly<Record<string, number>>;
  /** On average. */
  readonly pool: Pool;
}

/** One number of clients, measured. */
export interface MeasuredStep {
  readonly clients: number;
  readonly seconds: number;
  readonly answers: number;
  readonly accepted: number;
  /** Answers that were a fault of the lab's: 5xx, timeouts, lost connections. */
  readonly faults: number;
  /** Accepted within the objective. */
  readonly inTime: number;
  /** Accepted a second. */
  readonly ordersPerSecond: number;
  readonly settledPerSecond: number;
  readonly meanMs: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Orders in work by Little's law. */
  readonly inSystem: number;
  readonly usage: Usage;
  /** Why the step measured its clients and not the lab; absent if Little's law holds. */
  readonly clientFault?: string;
  /** Why the step is not used for the law; absent if it is. */
  readonly unusable?: string;
}

export interface StepReadings {
  readonly clients: number;
  readonly lines: readonly RequestLine[];
  readonly before: Reading;
  readonly after: Reading;
  /** Of orders' pool, in between. */
  readonly pools: readonly Pool[];
  /** The load ended before the second reading. */
  readonly isCutShort: boolean;
}

/** Of one order in a hundred, refusals change what the clients do: they are back at once. */
const MOST_REFUSED = 0.01;

/** What a step measured between two readings. An answer counts where it ended. */
export function stepOf(readings: StepReadings): MeasuredStep {
  const { clients, before, after } = readings;
  const seconds = (after.at - before.at) / 1000;
  const answered = readings.lines.filter(
    ({ name, at, ms }) => name === PLACE_ORDER && at + ms >= before.at && at + ms < after.at,
  );
  const accepted = answered.filter(({ id }) => id !== undefined);
  const { p50, p99 } = percentilesOf(accepted.map(({ ms }) => ms));
  const meanMs = answered.reduce((sum, { ms }) => sum + ms, 0) / Math.max(answered.length, 1);
  const observed = { clients, answersPerSecond: answered.length / seconds, meanSeconds: meanMs / 1000 };
  const counts = {
    clients,
    seconds,
    answers: answered.length,
    accepted: accepted.length,
    faults: answered.filter(({ status }) => status === 0 || status >= 500).length,
    inTime: accepted.filter(({ ms }) => ms <= OBJECTIVES.acceptSeconds * 1000).length,
  };
  return {
    ...counts,
    ordersPerSecond: accepted.length / seconds,
    settledPerSecond: (after.settled - before.settled) / seconds,
    meanMs,
    p50Ms: p50 ?? null,
    p99Ms: p99 ?? null,
    inSystem: inSystem(observed),
    usage: usageOf(readings, accepted.length),
    ...whyUnusable(readings, counts, whyNotLittle(observed)),
  };
}

function whyUnusable(
  { before, after, isCutShort }: StepReadings,
  { answers, accepted }: Pick<MeasuredStep, 'answers' | 'accepted'>,
  littleFails: string | undefined,
): Pick<MeasuredStep, 'clientFault' | 'unusable'> {
  const late = 'the machine was too busy: the load ended before it was measured';
  if (isCutShort) return { clientFault: late, unusable: late };
  const restarted = before.processes.find(({ name, cpuSeconds }) => cpuSeconds > cpuOf(after, name) + 0.5);
  if (restarted !== undefined) return { unusable: `${restarted.name} restarted` };
  if (littleFails !== undefined) return { clientFault: littleFails, unusable: littleFails };
  const refused = answers - accepted;
  if (refused > answers * MOST_REFUSED) return { unusable: `${refused} of ${answers} orders were refused` };
  return {};
}

const cpuOf = ({ processes }: Reading, name: string): number =>
  processes.find((each) => each.name === name)?.cpuSeconds ?? 0;

function usageOf({ before, after, pools }: StepReadings, orders: number): Usage {
  const seconds = (after.at - before.at) / 1000;
  // Processes that ended in between take their time with them: a connection of Postgres, for example.
  const used = (name: string): number => Math.max(0, cpuOf(after, name) - cpuOf(before, name));
  const total = after.processes.reduce((sum, { name }) => sum + used(name), 0);
  const whole = Math.max(1, after.machine.wholeMs - before.machine.wholeMs);
  const threads = APPLICATIONS.map((name) => {
    // A loop counts itself as at work also while it waits for a core, and a process has more threads than the loop.
    const loop = after.loopSeconds[name] - before.loopSeconds[name];
    return [name, Math.max(0, Math.min(loop, used(name)) / seconds)] as const;
  });
  return {
    cpuSecondsPerOrder: total / Math.max(orders, 1),
    residentBytes: after.processes.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    machineBusy: (after.machine.busyMs - before.machine.busyMs) / whole,
    threadBusy: Object.fromEntries(threads),
    pool: meanOf([before.pool, ...pools, after.pool]),
  };
}

const meanOf = (pools: readonly Pool[]): Pool => {
  const mean = (of: (pool: Pool) => number): number =>
    pools.reduce((sum, pool) => sum + of(pool), 0) / pools.length;
  return {
    used: mean(({ used }) => used),
    size: mean(({ size }) => size),
    waiting: mean(({ waiting }) => waiting),
  };
};
