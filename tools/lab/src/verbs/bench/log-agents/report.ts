import { type Spread, spreadOf } from '../statistics.ts';

/** What one agent made of the lines. */
export interface AgentMeasurement {
  readonly agent: string;
  readonly written: number;
  readonly counted: number;
  /** Arrived at the collector. */
  readonly delivered: number;
  /** From the last line written until every line had arrived. */
  readonly drainMs: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly peakRssBytes: number;
  /** From when a line was in its file until it was in the counters, looked at again and again. */
  readonly delaysMs: readonly number[];
}

interface AgentReport extends Omit<AgentMeasurement, 'delaysMs'> {
  readonly lost: number;
  readonly delayMs: Spread & { readonly p95: number };
  /** Percent of one processor for each 1,000 lines a second. */
  readonly cpuPercentPer1000: number;
  readonly keptUp: boolean;
}

export interface AgentsReport {
  readonly rate: number;
  readonly held: boolean;
  readonly agents: readonly AgentReport[];
  /** Agents that could not be had here, and why. */
  readonly missing: readonly { readonly agent: string; readonly reason: string }[];
}

/** An agent that keeps up has sent everything this soon after the last line: its flush, and some. */
const KEPT_UP_MS = 5000;
const MIB = 1024 ** 2;

export function reportOf(
  rate: number,
  measured: readonly AgentMeasurement[],
  missing: AgentsReport['missing'],
): AgentsReport {
  const agents = measured.map(({ delaysMs, ...rest }): AgentReport => {
    const lost = rest.written - Math.min(rest.counted, rest.delivered);
    return {
      ...rest,
      lost,
      delayMs: {
        ...spreadOf(delaysMs),
        p95: delaysMs.toSorted((a, b) => a - b)[Math.floor(delaysMs.length * 0.95)] ?? 0,
      },
      cpuPercentPer1000: (rest.cpuSeconds / rest.seconds / (rate / 1000)) * 100,
      keptUp: lost === 0 && rest.drainMs <= KEPT_UP_MS,
    };
  });
  return { rate, held: agents.length > 0 && agents.every(({ keptUp }) => keptUp), agents, missing };
}

const grouped = (count: number): string => count.toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export const describeAgents = ({ rate, agents, missing }: AgentsReport): string[] => [
  `${grouped(rate)} lines a second, a third in each format`,
  ...agents.flatMap((row) => [
    `${row.keptUp ? '✓' : '✗'} ${row.agent}`,
    `    lines    ${grouped(row.written)} written, ${grouped(row.counted)} counted, ${grouped(row.delivered)} delivered, ${grouped(row.lost)} lost; complete ${seconds(row.drainMs)} after the last line`,
    `    delay    until a line is counted: median ${seconds(row.delayMs.median)}, p95 ${seconds(row.delayMs.p95)}, at most ${seconds(row.delayMs.max)}`,
    `    cost     ${row.cpuPercentPer1000.toFixed(2)} % of a core per 1,000 lines a second; at most ${Math.round(row.peakRssBytes / MIB)} MiB of memory`,
  ]),
  ...missing.map(({ agent, reason }) => `? ${agent} was not measured: ${reason}`),
];
