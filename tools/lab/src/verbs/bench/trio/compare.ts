import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabContext, say } from '../../../context.ts';
import { type Engine, httpUrl } from '../../../engines/engine.ts';
import { highestHolding, ladder, turns } from '../statistics.ts';
import type { Meter } from './measure.ts';
import { Trio, type TrioPlan } from './trio.ts';

/** A new folder for what a bench writes. */
export const makeRunFolder = async (context: LabContext, bench: string): Promise<string> => {
  const name = `${bench}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  const folder = join(context.stateDir, 'runs', name);
  await mkdir(folder, { recursive: true });
  return folder;
};

/** Starts a trio whose spans go to the lab's collector. */
export const startTrio = (
  context: LabContext,
  engine: Engine,
  plan: Omit<TrioPlan, 'collector' | 'path'>,
): Promise<Trio> => {
  const collector = httpUrl(engine, 'otel-collector', 4318);
  const path = context.env['PATH'] ?? '';
  return Trio.start({ ...plan, collector, path }, context.signal);
};

/** The highest rate that each trio holds, by name, once a round. */
export const findCeilings = async (
  context: LabContext,
  meter: Meter,
  plan: {
    readonly trios: readonly Trio[];
    readonly rounds: number;
    readonly from: number;
    readonly to: number;
    readonly durationMs: number;
  },
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const found = new Map<string, number[]>(plan.trios.map(({ name }) => [name, []]));
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const trio of turns(plan.trios, round)) {
      const highest = await highestHolding(ladder(plan.from, plan.to), async (rate) => {
        const run = await meter.measure(trio, rate, plan.durationMs);
        const { percentile } = meter.limit;
        const ms = percentile === 'p95' ? run.acceptP95Ms : run.acceptP99Ms;
        const verdict = run.held ? 'held' : 'failed';
        say(context, `${trio.name} at ${rate}/s: ${verdict}, ${percentile} ${Math.round(ms)} ms`);
        return run.held;
      });
      found.get(trio.name)?.push(highest);
    }
  }
  return found;
};
