import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';
import { type Engine, httpUrl } from '../engines/engine.ts';
import type { K6 } from '../k6/k6-command.ts';
import type { RequestLine } from '../k6/request-line.ts';
import { runK6 } from '../k6/run-k6.ts';
import { traceTokenOf } from '../k6/trace-token.ts';

/** Arrivals a second, by scenario. */
export interface Rates {
  readonly steady: number;
  readonly browse: number;
}

/** Enough that every window has events, and little enough that nothing is slow. */
export const RATES: Rates = { steady: 12, browse: 8 };
/** Stopped before; k6 wants an end. */
const LONGEST_S = 600;

interface Sending {
  readonly k6: K6;
  readonly onLine?: (line: RequestLine) => void;
  /** RATES if absent. */
  readonly rates?: Rates;
}

/** Orders and reads at a steady rate until they are stopped. What fails of k6 itself is told by `stop`. */
export function startTraffic(
  context: LabContext,
  engine: Engine,
  { k6, onLine, rates = RATES }: Sending,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, context.signal]);
  const id = `slo-${randomBytes(4).toString('hex')}`;
  const runs = Object.entries<number>({ ...rates }).map(async ([scenario, rate]) => {
    const run = `${id}-${scenario}`;
    const settings = {
      SEED: 1,
      RATE: rate,
      DURATION_SECONDS: LONGEST_S,
      TRACE_TOKEN: traceTokenOf(engine),
    };
    await runK6(
      k6,
      {
        id: run,
        scenario,
        scripts: join(context.root, 'load'),
        folder: join(context.stateDir, 'runs', run),
        target: httpUrl(engine, 'gateway', 8080),
        settings,
      },
      { durationMs: LONGEST_S * 1000, env: context.env, signal, ...(onLine && { onLine }) },
    );
  });
  const sending = Promise.allSettled(runs);
  return {
    stop: async () => {
      stopping.abort();
      const results = await sending;
      context.signal.throwIfAborted();
      for (const { reason } of results.filter((result) => result.status === 'rejected'))
        if (reason !== stopping.signal.reason) throw reason as Error;
    },
  };
}
