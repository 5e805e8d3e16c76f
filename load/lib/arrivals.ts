import exec from 'k6/execution';
import type { Options, Scenario } from 'k6/options';
import { settings } from './settings.ts';

const MAX_CLIENTS = 2000;

// Enough clients that each may wait as long as the limit lets an answer take; in runs that try again, as many as there
// can be orders waiting (bounded).
const peak = Math.max(...settings.stages.map(({ rate }) => rate));
const answerSeconds = Math.max(1, settings.p99Ms / 1000);
const waitingSeconds = 1 + answerSeconds + settings.retryForMs / 1000;
const maxVUs = Math.min(Math.max(20, Math.ceil(peak * waitingSeconds)), MAX_CLIENTS);

const clients = {
  // k6 drops the order for which it has to make another client first.
  preAllocatedVUs: Math.min(maxVUs, Math.max(10, Math.ceil(peak * answerSeconds))),
  maxVUs,
  gracefulStop: `${Math.ceil(settings.retryForMs / 1000) + 15}s`,
};

const executor = (): Scenario => {
  const [first, ...rest] = settings.stages;
  if (first === undefined) throw new Error('STAGES is empty');
  if (rest.length === 0) {
    const { rate, seconds } = first;
    return { executor: 'constant-arrival-rate', rate, timeUnit: '1s', duration: `${seconds}s`, ...clients };
  }
  const stages = settings.stages.flatMap(({ rate, seconds }) => [
    { target: rate, duration: '0s' }, // a step, not a slope: each rate is measured by itself
    { target: rate, duration: `${seconds}s` },
  ]);
  return { executor: 'ramping-arrival-rate', startRate: first.rate, timeUnit: '1s', stages, ...clients };
};

/** An open model: arrivals come at their rate however slow the answers are, as customers do. */
export const arrivals = (name: string): NonNullable<Options['scenarios']> => ({ [name]: executor() });

/** Milliseconds since the first stage began. */
export const sinceStart = (): number => Date.now() - exec.scenario.startTime;

/** Marks all that this arrival sends with the stage that it belongs to. Few names, so few series. */
export const tagStage = (): void => {
  let left = sinceStart();
  const stage = settings.stages.find(({ seconds }) => (left -= seconds * 1000) < 0) ?? settings.stages.at(-1);
  exec.vu.metrics.tags['stage'] = stage?.name ?? '';
};
