import type { MeasuredStep, Usage } from '../step.ts';

export const usage = (changes: Partial<Usage> = {}): Usage => ({
  cpuSecondsPerOrder: 0.009,
  residentBytes: 1.8e9,
  machineBusy: 0.97,
  threadBusy: { gateway: 0.4, orders: 0.6, inventory: 0.2 },
  pool: { used: 3, size: 10, waiting: 0 },
  ...changes,
});

/** A step in which all went well. */
export const step = (
  clients: number,
  ordersPerSecond: number,
  changes: Partial<MeasuredStep> = {},
): MeasuredStep => ({
  clients,
  seconds: 6,
  answers: ordersPerSecond * 6,
  accepted: ordersPerSecond * 6,
  faults: 0,
  inTime: ordersPerSecond * 6,
  ordersPerSecond,
  settledPerSecond: ordersPerSecond,
  meanMs: (1000 * clients) / ordersPerSecond,
  p50Ms: 10,
  p99Ms: 40,
  inSystem: clients,
  usage: usage(),
  ...changes,
});
