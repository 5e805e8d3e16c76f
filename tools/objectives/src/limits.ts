import type { Objective } from './objective.ts';
import { InvalidObjectives } from './read-objectives.ts';

/**
 * The limits that services, panels and load runs know, as TypeScript. Throws InvalidObjectives where an objective that they are
 * made of is missing.
 */
export function limitsModule(objectives: readonly Objective[]): string {
  const named = (name: string): Objective => {
    const found = objectives.find((objective) => objective.name === name);
    if (found === undefined) throw new InvalidObjectives([`there is no objective ${name}`]);
    return found;
  };
  const limit = (name: string): number => {
    const { limitSeconds } = named(name);
    if (limitSeconds === undefined)
      throw new InvalidObjectives([`${name}: good is no bucket of a histogram, such as {le="0.25"}`]);
    return limitSeconds;
  };
  return `// Made of prometheus/slo by \`npm run objectives\`; a test compares them. Change the objectives, not this file.
/**
 * What the lab's customers may expect. Load runs are judged by these, dashboards draw them, and each duration is a bound of the
 * histogram that measures it, so that the share within it is exact.
 */
export const OBJECTIVES = {
  /** Share of orders that are accepted: not refused by a fault of ours. */
  accepted: ${named('placing-orders-availability').target},
  /** An order is accepted within this time (seconds) … */
  acceptSeconds: ${limit('placing-orders-latency')},
  /** … in this share of cases. */
  acceptedInTime: ${named('placing-orders-latency').target},
  /** An order that was accepted is settled within this time (seconds). */
  settleSeconds: ${limit('settling-latency')},
  /** The trace of an order is in Jaeger within this time (seconds) after it has settled … */
  traceSeconds: ${limit('trace-freshness')},
  /** … and its log lines are in Loki within this time (seconds) … */
  logSeconds: ${limit('log-freshness')},
  /** … in this share of cases. */
  visibleInTime: ${named('trace-freshness').target},
} as const;
`;
}
