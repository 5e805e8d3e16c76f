import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../../errors.ts';
import { ensurePrograms, type ProgramName } from '../../../programs/index.ts';
import { linesCounted, scrape } from '../../../logs/counters.ts';
import { type AgentName, AGENTS, BenchAgent } from './agent.ts';
import { LineSource } from './lines.ts';
import { type AgentMeasurement, describeAgents, reportOf } from './report.ts';

const POLL_MS = 200;
const DRAIN_LIMIT_MS = 120_000;
const DELIVERED = 'otelcol_receiver_accepted_log_records';

interface Load {
  readonly rate: number;
  readonly durationMs: number;
}

/** Each agent in its turn, alone, over files on this machine's disk. */
export async function runLogAgents(context: LabContext, load: Load): Promise<ExitCode> {
  const names: ProgramName[] = Object.values(AGENTS).map(({ program }) => program);
  const { found, missing } = await ensurePrograms(names, context, {
    progress: (line) => say(context, line),
    signal: context.signal,
  });
  const pathOf = (program: string): string | undefined => found.find(({ name }) => name === program)?.path;
  const collector = pathOf('otelcol-lab');
  if (collector === undefined)
    throw new EnvironmentError('the collector, to which the agents send, is not available');
  const measured: AgentMeasurement[] = [];
  for (const name of Object.keys(AGENTS) as AgentName[]) {
    const agent = pathOf(AGENTS[name].program);
    if (agent === undefined) continue;
    say(context, `${name}: ${load.rate} lines a second for ${load.durationMs / 1000} s …`);
    measured.push(await measure(context, name, { load, programs: { agent, collector } }));
  }
  const report = reportOf(
    load.rate,
    measured,
    missing.map(({ name, reason }) => ({ agent: name, reason })),
  );
  if (context.json) printJson(context, report);
  else for (const line of describeAgents(report)) print(context, line);
  return report.held ? EXIT.held : EXIT.refuted;
}

interface Measuring {
  readonly load: Load;
  readonly programs: { readonly agent: string; readonly collector: string };
}

async function measure(
  context: LabContext,
  name: AgentName,
  { load, programs }: Measuring,
): Promise<AgentMeasurement> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-log-agents-'));
  const agent = await BenchAgent.start(name, { root: context.root, folder, ...programs });
  try {
    const source = new LineSource();
    const watch = new Watch(agent, source, context.signal);
    const before = agent.usage();
    const started = performance.now();
    const watching = watch.run();
    await source.write(agent.logs, load);
    const ended = performance.now();
    watch.expected = source.lines;
    await watching;
    const after = agent.usage();
    return {
      agent: name,
      written: source.lines,
      counted: watch.counted,
      delivered: watch.delivered,
      drainMs: performance.now() - ended,
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      seconds: (performance.now() - started) / 1000,
      peakRssBytes: watch.peakRssBytes,
      delaysMs: watch.delaysMs,
    };
  } finally {
    await agent.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks at the agent from outside while lines are written, and until all have arrived. */
class Watch {
  counted = 0;
  delivered = 0;
  peakRssBytes = 0;
  readonly delaysMs: number[] = [];
  /** How many there are to be; known once the last is written. */
  expected = Infinity;
  private readonly agent: BenchAgent;
  private readonly source: LineSource;
  private readonly signal: AbortSignal;

  constructor(agent: BenchAgent, source: LineSource, signal: AbortSignal) {
    this.agent = agent;
    this.source = source;
    this.signal = signal;
  }

  async run(): Promise<void> {
    let deadline = Infinity;
    while (this.delivered < this.expected || this.counted < this.expected) {
      await sleep(POLL_MS, undefined, { signal: this.signal });
      await this.look();
      if (this.expected < Infinity) deadline = Math.min(deadline, performance.now() + DRAIN_LIMIT_MS);
      if (performance.now() > deadline) return;
    }
  }

  private async look(): Promise<void> {
    const { agent, signal } = this;
    const counters = linesCounted(await scrape(agent.logMetricsUrl, signal));
    const now = performance.now();
    const counted = [...counters.values()].reduce((sum, value) => sum + value, 0);
    // How long ago the newest line was written that is counted by now; while there is nothing new there is no newest.
    if (counted > this.counted) this.delaysMs.push(now - this.source.writtenAt(counted));
    this.counted = counted;
    this.peakRssBytes = Math.max(this.peakRssBytes, agent.usage().rssBytes);
    const taken = await scrape(agent.sinkMetricsUrl, signal);
    this.delivered = taken
      .filter(({ name }) => name.startsWith(DELIVERED))
      .reduce((sum, { value }) => sum + value, 0);
  }
}
