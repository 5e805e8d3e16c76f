import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.ts';
import { run } from '../programs/run.ts';
import type { ClientSpans } from './client-spans.ts';
import { endK6Command, type K6, k6Command, k6Environment, type K6Run, RUN_FILES } from './k6-command.ts';
import { parseRequestLine, type RequestLine } from './request-line.ts';
import { Tail } from './tail.ts';
import { Tally, type Totals } from './tally.ts';
import { type K6Result, readK6Summary } from './thresholds.ts';

interface LoadRunOptions {
  readonly durationMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly spans?: ClientSpans;
  /** Sees every request once. */
  readonly onLine?: (line: RequestLine) => void;
  /** Once a second, with the counts so far. */
  readonly progress?: (tally: Tally, seconds: number) => void;
}

export interface LoadResult extends K6Result {
  readonly totals: Totals;
  readonly ids: ReadonlySet<string>;
  /** From the first request's begin to the last one's end. */
  readonly seconds: number;
}

const TICK_MS = 1000;
// Setup, clients that still try again, and the summary.
const AFTER_MS = 180_000;
const END_LIMIT_MS = 30_000;
const THRESHOLDS_FAILED = 99;
// What it needs of our environment; proxies and k6's own settings must not bend a run.
const INHERITED = ['PATH', 'HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG'] as const;

/** Runs a scenario to its end and returns what the client saw. Rejects when k6 itself fails; a failed threshold is a result. */
export const runK6 = async (k6: K6, plan: K6Run, options: LoadRunOptions): Promise<LoadResult> => {
  await mkdir(plan.folder, { recursive: true });
  const tally = new Tally();
  const tail = new Tail(join(plan.folder, RUN_FILES.requests));
  const started = performance.now();
  const take = async (): Promise<void> => {
    const lines = (await tail.lines())
      .map(parseRequestLine)
      .filter((line): line is RequestLine => line !== undefined);
    for (const line of lines) {
      tally.add(line);
      options.onLine?.(line);
    }
    await options.spans?.send(lines);
  };
  const ended = new AbortController();
  const watching = watch(ended.signal, async () => {
    await take();
    options.progress?.(tally, Math.round((performance.now() - started) / 1000));
  });
  try {
    const { code, tail: output } = await runToItsEnd(k6, plan, options);
    if (code !== 0 && code !== THRESHOLDS_FAILED)
      throw new EnvironmentError(`k6 exited with ${code}:\n${output}`);
  } finally {
    ended.abort();
    await watching;
    await take();
    // Also of a run that was broken off: what clients were promised then still counts.
    await writeFile(join(plan.folder, RUN_FILES.accepted), [...tally.ids, ''].join('\n'));
  }
  const result = await readK6Summary(join(plan.folder, RUN_FILES.k6Summary));
  return { ...result, totals: tally.totals(), ids: tally.ids, seconds: tally.seconds };
};

/** When it is broken off or takes too long, nothing of it is left running. */
const runToItsEnd = async (k6: K6, plan: K6Run, { durationMs, env, signal }: LoadRunOptions) => {
  const inherited = Object.fromEntries(INHERITED.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  try {
    const own = { ...inherited, ...k6Environment(k6, plan) };
    return await run(k6Command(k6, plan), { timeoutMs: durationMs + AFTER_MS, signal, env: own });
  } catch (error) {
    const end = endK6Command(k6, plan);
    // Docker not answering now is not what went wrong.
    if (end) await run(end, { timeoutMs: END_LIMIT_MS, env: inherited }).catch(() => undefined);
    throw error;
  }
};

const watch = async (until: AbortSignal, tick: () => Promise<void>): Promise<void> => {
  const isOver = (): boolean => until.aborted;
  while (!isOver()) {
    await sleep(TICK_MS, undefined, { signal: until }).catch(() => undefined);
    if (!isOver()) await tick();
  }
};
