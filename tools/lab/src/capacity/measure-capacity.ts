import { randomBytes } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { type CapacityModel, isModel, modelOf, type Prices, type Refusal } from '@lab/analysis/capacity';
import { auditOrders } from '../audit/outcome.ts';
import { type LabContext, say } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import type { K6 } from '../k6/k6-command.ts';
import { storeUrls } from '../stores/addresses.ts';
import { answersOf } from './answers.ts';
import type { CapacityReport, Prediction } from './capacity-report.ts';
import { type Climb, climb, pickUnseen, pointsOf, type Slope, stepOrWhyNot } from './climb.ts';
import { judgeCapacity, judgePrediction } from './judge.ts';
import { measureStep } from './measure-step.ts';
import { OrdersTable } from './orders-table.ts';
import type { MeasuredStep } from './step.ts';
import { leftToDoMs } from './time-limit.ts';

export interface CapacityPlan {
  readonly maxClients: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** For everything together. */
  readonly limitMs: number;
  readonly seed: number;
  readonly prices: Prices | undefined;
}

export interface Lab {
  readonly engine: Engine;
  readonly k6: K6;
}

const REST_LIMIT_MS = 15_000;

/** Climbs the ramp, checks one prediction, audits the orders, and answers. */
export async function measureCapacity(
  context: LabContext,
  lab: Lab,
  plan: CapacityPlan,
): Promise<CapacityReport> {
  const table = await OrdersTable.open(storeUrls(lab.engine, context.env).postgres);
  try {
    return await new Measurement(context, lab, { plan, table }).report();
  } finally {
    await table.close();
  }
}

class Measurement implements Slope {
  readonly #context: LabContext;
  readonly #lab: Lab;
  readonly #plan: CapacityPlan;
  readonly #table: OrdersTable;
  readonly #ids = new Set<string>();
  readonly #started = performance.now();
  readonly #run = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-capacity-${randomBytes(3).toString('hex')}`;

  constructor(context: LabContext, lab: Lab, { plan, table }: { plan: CapacityPlan; table: OrdersTable }) {
    this.#context = context;
    this.#lab = lab;
    this.#plan = plan;
    this.#table = table;
  }

  async report(): Promise<CapacityReport> {
    const before = { startedAt: new Date().toISOString(), load: loadavg()[0] ?? 0 };
    const bytes = await this.#table.bytes();
    const climbed = await climb(this.#plan, this);
    say(this.#context, `no further step: ${climbed.stopped}`);
    const bytesPerOrder =
      this.#ids.size > 0 ? ((await this.#table.bytes()) - bytes) / this.#ids.size : undefined;
    const result = modelOf(pointsOf(climbed.steps), this.#plan.seed);
    const prediction = isModel(result) ? await this.#checkPrediction(result, climbed.steps) : null;
    const audit = await auditOrders(this.#context, this.#lab.engine, this.#ids);
    const cores = availableParallelism();
    const { prices, seed } = this.#plan;
    const model = isModel(result) ? result : undefined;
    return {
      startedAt: before.startedAt,
      finishedAt: new Date().toISOString(),
      engine: this.#lab.engine.name,
      seed,
      machine: { cores, loadBefore: before.load, loadAfter: loadavg()[0] ?? 0 },
      ...judgeCapacity({ prediction, audit }),
      ...answersOf({ steps: climbed.steps, model, cores, bytesPerOrder, prices }),
      ...lawOf(result),
      prediction,
      ...stepsOf(climbed, model),
      audit,
    };
  }

  async measure(clients: number): Promise<MeasuredStep> {
    const { warmUpMs, measureMs, seed } = this.#plan;
    const plan = { clients, warmUpMs, measureMs, seed, run: this.#run };
    const { step, ids } = await measureStep(this.#context, this.#lab, plan);
    for (const id of ids) this.#ids.add(id);
    const note = step.unusable === undefined ? '' : ` (not used: ${step.unusable})`;
    say(this.#context, `${clients} clients: ${step.ordersPerSecond.toFixed(1)} orders/s${note}`);
    return step;
  }

  rest(): Promise<boolean> {
    return this.#table.settle(REST_LIMIT_MS, this.#context.signal);
  }

  hasTime(): boolean {
    return performance.now() - this.#started + leftToDoMs(this.#plan, 1) <= this.#plan.limitMs;
  }

  async #checkPrediction(model: CapacityModel, steps: readonly MeasuredStep[]): Promise<Prediction | null> {
    const clients = pickUnseen(steps);
    if (clients === undefined) return null;
    const predicted = model.predict(clients);
    say(
      this.#context,
      `predicted for ${clients} clients: ${predicted.low.toFixed(1)} to ${predicted.high.toFixed(1)} orders/s`,
    );
    await this.rest();
    const step = await stepOrWhyNot(clients, this);
    return judgePrediction(clients, predicted, step);
  }
}

const lawOf = (
  result: CapacityModel | Refusal,
): Pick<CapacityReport, 'peak' | 'whyNoPeak' | 'law' | 'refused'> => {
  if (!isModel(result))
    return { peak: null, whyNoPeak: 'no law was found', law: null, refused: result.refused };
  const { rate, contention, coherency, scatter, peak, whyNoPeak } = result;
  return { peak, whyNoPeak: whyNoPeak ?? null, law: { rate, contention, coherency, scatter }, refused: null };
};

const stepsOf = (
  { steps, stopped }: Climb,
  model: CapacityModel | undefined,
): Pick<CapacityReport, 'steps' | 'stopped'> => ({
  steps: steps.map((step) => ({ ...step, byLaw: model?.predict(step.clients).value ?? null })),
  stopped,
});
