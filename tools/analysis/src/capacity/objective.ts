/** How customers fared in one step. */
export interface Served {
  readonly clients: number;
  readonly ordersPerSecond: number;
  readonly answers: number;
  /** Answers that were a fault of the lab's: 5xx, timeouts, lost connections. */
  readonly faults: number;
  readonly accepted: number;
  /** Accepted orders that were accepted within the limit. */
  readonly inTime: number;
}

/** The shares that the objectives ask for. */
export interface Limits {
  readonly accepted: number;
  readonly acceptedInTime: number;
  readonly acceptSeconds: number;
}

export interface Break {
  /** The first step that broke an objective; absent if none did. */
  readonly broke?: { readonly clients: number; readonly ordersPerSecond: number; readonly why: string };
  /** The step before it, or the last one; absent if the first step broke already. */
  readonly held?: { readonly clients: number; readonly ordersPerSecond: number };
}

/** Finds the first step that breaks an objective. A later one that holds again is luck. */
export function firstBreak(steps: readonly Served[], limits: Limits): Break {
  let held: Break['held'];
  for (const step of steps) {
    const { clients, ordersPerSecond } = step;
    const why = whyBroken(step, limits);
    if (why !== undefined) return { broke: { clients, ordersPerSecond, why }, ...(held && { held }) };
    held = { clients, ordersPerSecond };
  }
  return held ? { held } : {};
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

export function whyBroken({ answers, faults, accepted, inTime }: Served, limits: Limits): string | undefined {
  const available = answers === 0 ? 0 : 1 - faults / answers;
  if (available < limits.accepted)
    return `availability: ${percent(available)} of the orders were accepted, the objective is ${percent(limits.accepted)}`;
  const share = accepted === 0 ? 0 : inTime / accepted;
  if (share < limits.acceptedInTime)
    return `latency: ${percent(share)} of the orders were accepted within ${limits.acceptSeconds * 1000} ms, the objective is ${percent(limits.acceptedInTime)}`;
  return undefined;
}
