import { type Engine, httpUrl } from '../../engines/engine.ts';
import type { MetricSign, Sign } from './pairs.ts';

/** What a service got of its dependency: after how long, and whether it was of use. */
export interface Answer {
  readonly ms: number;
  readonly isGood: boolean;
}

/** Asks once. Undefined where the service has not needed its dependency since the last time. */
export type Asking = () => Promise<Answer | undefined>;

type Addresses = Pick<Engine, 'address'>;

/** Above the longest deadline of a service (10 s of a drain apart): what takes longer never comes. */
const ANSWER_LIMIT_MS = 10_000;
const SERVER_ERROR = 500;
const MS_PER_SECOND = 1000;
/** No call waits so long where nothing is wrong. */
const IN_VAIN_MS = 1000;

/** How a service shows what its dependency does to it, on the connections that it has. */
export const askBy = (engine: Addresses, sign: Sign): Asking =>
  sign.kind === 'request' ? askByRequest(engine, sign) : askByMetric(engine, sign);

const askByRequest =
  (engine: Addresses, { service, port, path }: Extract<Sign, { kind: 'request' }>): Asking =>
  async () => {
    const begin = performance.now();
    const isGood = await fetch(`${httpUrl(engine, service, port)}${path()}`, {
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status < SERVER_ERROR;
      },
      () => false,
    );
    return { ms: performance.now() - begin, isGood };
  };

interface Calls {
  readonly at: number;
  readonly count: number;
  readonly seconds: number;
  readonly waiting: number;
}

/** By the calls that the service itself counts: the mean of those that ended since the last time, or that one waits in vain. */
const askByMetric = (engine: Addresses, sign: MetricSign): Asking => {
  let last: Calls | undefined;
  let waitingSince: number | undefined;
  return async () => {
    const now = await lookAt(engine, sign);
    if (now === undefined) return undefined; // the service itself is away: that shows nothing
    // Counters begin anew with the process.
    const before = last === undefined || now.count < last.count ? now : last;
    last = now;
    const ended = now.count - before.count;
    waitingSince = isWaiting(now, ended) ? (waitingSince ?? now.at) : undefined;
    if (ended === 0) return inVain(now.at - (waitingSince ?? now.at));
    return { ms: ((now.seconds - before.seconds) / ended) * MS_PER_SECOND, isGood: true };
  };
};

async function lookAt(engine: Addresses, sign: MetricSign): Promise<Calls | undefined> {
  const { cause, service, port } = sign;
  if (cause !== undefined) await get(`${httpUrl(engine, cause.service, cause.port)}${cause.path}`);
  const text = await get(`${httpUrl(engine, service, port)}/metrics`);
  return text === undefined ? undefined : readCalls(text, sign);
}

const isWaiting = ({ waiting }: Calls, ended: number): boolean => ended === 0 && waiting > 0;

/** A call that waits is nothing unusual until it has waited long. */
const inVain = (ms: number): Answer | undefined => (ms >= IN_VAIN_MS ? { ms, isGood: false } : undefined);

async function get(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    const text = await response.text();
    return response.ok ? text : undefined;
  } catch {
    return undefined;
  }
}

const readCalls = (text: string, { duration, waiting, label = '' }: MetricSign): Calls => {
  const lines = text.split('\n').filter((line) => line.includes(label));
  return {
    at: performance.now(),
    count: sumOf(lines, `${duration}_count`),
    seconds: sumOf(lines, `${duration}_sum`),
    waiting: sumOf(lines, waiting),
  };
};

/** After the name and its labels, whose values may contain braces; an exemplar may follow. */
const VALUE = /^[^{ ]+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? (\S+)/;

/** Over all label sets of one metric of an exposition. */
export const sumOf = (lines: readonly string[], metric: string): number =>
  lines
    .filter((line) => line.startsWith(metric) && /^[ {]/.test(line.slice(metric.length)))
    .map((line) => Number(VALUE.exec(line)?.[1] ?? Number.NaN))
    .reduce((sum, value) => sum + value, 0);
