import { METRICS } from '@lab/contracts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import type { Sign } from './pairs.ts';

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

/** How a service shows what its dependency does to it, on the connections that it has. */
export const askBy = (engine: Addresses, sign: Sign): Asking =>
  sign.kind === 'request' ? askByRequest(engine, sign) : askByPublishing(engine, sign);

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

interface Published {
  readonly at: number;
  readonly count: number;
  readonly seconds: number;
  readonly waiting: number;
}

/** By the publisher confirms that the service itself has waited for, or still waits for. */
const askByPublishing = (
  engine: Addresses,
  { service, port }: Extract<Sign, { kind: 'publishing' }>,
): Asking => {
  let last: Published | undefined;
  return async () => {
    const response = await fetch(`${httpUrl(engine, service, port)}/metrics`, {
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch(() => undefined);
    if (response?.ok !== true) return undefined; // the service itself is away: that shows nothing
    const now = readPublished(await response.text(), performance.now());
    // Counters begin anew with the process.
    if (last === undefined || now.count < last.count) last = now;
    const confirmed = now.count - last.count;
    if (confirmed === 0) return now.waiting === 0 ? undefined : { ms: now.at - last.at, isGood: false };
    const ms = ((now.seconds - last.seconds) / confirmed) * MS_PER_SECOND;
    last = now;
    return { ms, isGood: true };
  };
};

const readPublished = (text: string, at: number): Published => ({
  at,
  count: sumOf(text, `${METRICS.messagePublishDuration}_count`),
  seconds: sumOf(text, `${METRICS.messagePublishDuration}_sum`),
  waiting: sumOf(text, METRICS.messagesUnconfirmed),
});

/** After the name and its labels, whose values may contain braces; an exemplar may follow. */
const VALUE = /^[^{ ]+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? (\S+)/;

/** Over all label sets of one metric of an exposition. */
export const sumOf = (text: string, metric: string): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(metric) && /^[ {]/.test(line.slice(metric.length)))
    .map((line) => Number(VALUE.exec(line)?.[1] ?? Number.NaN))
    .reduce((sum, value) => sum + value, 0);
