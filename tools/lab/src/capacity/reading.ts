import { cpus } from 'node:os';
import { METRICS } from '@lab/contracts';
import type { Engine, ProcessUsage } from '../engines/engine.ts';
import { httpUrl } from '../engines/engine.ts';
import { type Sample, scrape } from '../logs/counters.ts';

/** The services that an order passes through, with the port of their metrics. */
const METRICS_PORTS = { gateway: 8084, orders: 8081, inventory: 8082 } as const;
type Application = keyof typeof METRICS_PORTS;
export const APPLICATIONS = Object.keys(METRICS_PORTS) as readonly Application[];

/** The connections of orders' pool for requests. */
export interface Pool {
  readonly used: number;
  readonly size: number;
  readonly waiting: number;
}

/** All that is counted, at one moment. */
export interface Reading {
  /** Epoch milliseconds: the clock that k6 notes its requests by. */
  readonly at: number;
  readonly processes: readonly ProcessUsage[];
  /** Of the whole machine, in milliseconds of all its cores. */
  readonly machine: { readonly busyMs: number; readonly wholeMs: number };
  /** Seconds that the event loop of a service was at work. */
  readonly loopSeconds: Readonly<Record<Application, number>>;
  readonly settled: number;
  readonly pool: Pool;
}

/** Reads the processes, the machine, and the services' own counters. */
export async function readAll(engine: Engine, signal: AbortSignal): Promise<Reading> {
  const [gateway, orders, inventory] = await Promise.all([
    samplesOf(engine, 'gateway', signal),
    samplesOf(engine, 'orders', signal),
    samplesOf(engine, 'inventory', signal),
  ]);
  const loop = (samples: readonly Sample[]): number =>
    sumOf(samples, METRICS.eventLoopTime, 'state="active"');
  const at = Date.now();
  return {
    at,
    machine: readMachine(),
    processes: await engine.processUsage(),
    loopSeconds: { gateway: loop(gateway), orders: loop(orders), inventory: loop(inventory) },
    settled: sumOf(orders, METRICS.ordersSettled),
    pool: poolOf(orders),
  };
}

export const readPool = async (engine: Engine, signal: AbortSignal): Promise<Pool> =>
  poolOf(await samplesOf(engine, 'orders', signal));

/** Twice: a kept connection may be closed by the server just as it is used again, which happens to readings 5 s apart. */
async function samplesOf(engine: Engine, name: Application, signal: AbortSignal): Promise<Sample[]> {
  const url = `${httpUrl(engine, name, METRICS_PORTS[name])}/metrics`;
  return scrape(url, signal).catch(() => scrape(url, signal));
}

function readMachine(): Reading['machine'] {
  const times = cpus().map((cpu) => cpu.times);
  const whole = times.reduce(
    (sum, { user, nice, sys, irq, idle }) => sum + user + nice + sys + irq + idle,
    0,
  );
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  return { busyMs: whole - idle, wholeMs: whole };
}

/** Over all series with these labels, each written as in the text format. */
export const sumOf = (samples: readonly Sample[], name: string, ...labels: readonly string[]): number =>
  samples
    .filter((sample) => sample.name === name && labels.every((label) => sample.labels.includes(label)))
    .reduce((sum, { value }) => sum + value, 0);

export function poolOf(orders: readonly Sample[]): Pool {
  const connections = (...labels: string[]): number =>
    sumOf(orders, METRICS.poolConnections, 'pool="requests"', ...labels);
  return {
    used: connections('state="used"'),
    size: connections(),
    waiting: sumOf(orders, METRICS.poolWaiting, 'pool="requests"'),
  };
}
