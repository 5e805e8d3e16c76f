import { isModel, LEAST_STEPS, modelOf } from '@lab/analysis/capacity';
import { EnvironmentError } from '../errors.ts';
import type { MeasuredStep } from './step.ts';

/** Clients of the steps: close together where throughput bends, a third to a half more each time. */
const LADDER = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512] as const;
export const MOST_CLIENTS = 512;
/** With fewer there are fewer steps than the law needs. */
export const LEAST_CLIENTS = LADDER[LEAST_STEPS - 1] ?? MOST_CLIENTS;
/** Several ramps in a row must not fill Redis, which keeps reservations for half an hour. */
const MOST_ORDERS = 100_000;
const MOST_REFUSED = 0.2;

export interface ClimbPlan {
  readonly maxClients: number;
  readonly seed: number;
}

/** What a climb needs of the lab. */
export interface Slope {
  measure(clients: number): Promise<MeasuredStep>;
  /** Whether orders of the last step have settled, so that the next one finds the lab as this one did. */
  rest(): Promise<boolean>;
  /** Whether another step, and what comes after it, fits into the time limit. */
  hasTime(): boolean;
}

export interface Climb {
  readonly steps: readonly MeasuredStep[];
  /** Why there is no further step. */
  readonly stopped: string;
}

/** Measures step after step until the peak is passed, or a bound is reached. */
export async function climb({ maxClients, seed }: ClimbPlan, slope: Slope): Promise<Climb> {
  const steps: MeasuredStep[] = [];
  let orders = 0;
  for (const clients of LADDER.filter((each) => each <= maxClients)) {
    if (!slope.hasTime()) return { steps, stopped: `the time limit left no room for ${clients} clients` };
    const step = await stepOrWhyNot(clients, slope);
    if (typeof step === 'string') return { steps, stopped: step };
    steps.push(step);
    orders += step.accepted;
    if (!(await slope.rest()))
      return {
        steps,
        stopped: `the orders of ${clients} clients did not settle in time: more are accepted than settle`,
      };
    if (isPast(steps, seed)) return { steps, stopped: 'the peak is passed' };
    if (step.answers - step.accepted > step.answers * MOST_REFUSED)
      return { steps, stopped: `with ${clients} clients the lab refused a fifth of the orders` };
    if (orders > MOST_ORDERS)
      return { steps, stopped: `${orders} orders were placed, the most for one ramp` };
  }
  return { steps, stopped: `${maxClients} clients are the most that --max-clients allows` };
}

/** The step, or why there is none: what was measured before is not lost with it. */
export const stepOrWhyNot = async (
  clients: number,
  slope: Pick<Slope, 'measure'>,
): Promise<MeasuredStep | string> => {
  try {
    return await slope.measure(clients);
  } catch (error) {
    if (error instanceof EnvironmentError)
      return `${clients} clients could not be measured: ${error.message}`;
    throw error;
  }
};

export const pointsOf = (steps: readonly MeasuredStep[]) =>
  steps
    .filter(({ unusable }) => unusable === undefined)
    .map(({ clients, ordersPerSecond }) => ({ clients, throughput: ordersPerSecond }));

const isPast = (steps: readonly MeasuredStep[], seed: number): boolean => {
  const model = modelOf(pointsOf(steps), seed);
  return isModel(model) && model.peak !== null;
};

/** Clients for a step that was not part of the ramp: in the widest gap as near as possible to the best step. */
export function pickUnseen(steps: readonly MeasuredStep[]): number | undefined {
  const points = pointsOf(steps);
  const [best] = points.toSorted((a, b) => b.throughput - a.throughput);
  if (best === undefined) return undefined;
  const far = (clients: number): number => Math.abs(Math.log(clients / best.clients));
  const gaps = points.flatMap(({ clients }, index) => {
    const next = points[index + 1]?.clients ?? clients;
    return next - clients > 1 ? [Math.round((clients + next) / 2)] : [];
  });
  const measured = new Set(steps.map(({ clients }) => clients));
  return gaps.filter((clients) => !measured.has(clients)).toSorted((a, b) => far(a) - far(b))[0];
}
