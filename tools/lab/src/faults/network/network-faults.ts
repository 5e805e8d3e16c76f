import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import type { Fault } from '../fault.ts';
import { type Answer, askBy, type Asking } from './answers.ts';
import { held } from './held.ts';
import { type Pair, proxyOf } from './pairs.ts';
import { type Toxic, Toxiproxy } from './toxiproxy.ts';

/** As much of an engine as network faults need. */
export type NetworkTarget = Pick<Engine, 'address' | 'inside' | 'status'>;

export const API_PORT = 8474;
/** Long enough to be no accident. */
const NO_ANSWER_MS = 1000;
/** Of the smallest delay asked for: a timer may be early, and jitter is drawn at random. */
const TOLERANCE = 0.8;
const SAMPLES = 3;
const NEEDED_WITHIN_MS = 10_000;
const HELD_WITHIN_MS = 5_000;
const LOOK_MS = 250;

const apiOf = (target: NetworkTarget): Toxiproxy => new Toxiproxy(httpUrl(target, 'toxiproxy', API_PORT));

const isProxyUp = async (target: NetworkTarget): Promise<boolean> =>
  (await target.status()).some(({ name, state }) => name === 'toxiproxy' && state === 'running');

interface Making {
  readonly what: string;
  readonly pair: Pair;
  readonly toxics: readonly Omit<Toxic, 'name'>[];
  /** Whether an answer that the service got shows the fault. */
  readonly isHurt: (answer: Answer) => boolean;
}

/** Its figures are in the name: two delays of one pair add up, and undoing one leaves the other. */
const nameOf = ({ type, stream, attributes }: Omit<Toxic, 'name'>): string =>
  [type, stream, ...Object.values(attributes)].join('-');

/**
 * Active means all of: the proxy has the toxics, the service holds connections to its dependency and all of them go through
 * the proxy, and each of three answers that it gets over them is as the fault would have it.
 */
const toxicFault = (target: NetworkTarget, { what, pair, toxics, isHurt }: Making): Fault => {
  const [api, proxy, ask] = [apiOf(target), proxyOf(pair), askBy(target, pair.sign)];
  const isSet = async (): Promise<boolean> => {
    const names = await api.toxics(proxy);
    return toxics.every((toxic) => names.includes(nameOf(toxic)));
  };
  const isLed = async (): Promise<boolean> => {
    const { throughProxy, direct } = await held(target, pair);
    return throughProxy.length > 0 && direct.length === 0;
  };
  return {
    what,
    begin: async () => {
      for (const toxic of toxics) await api.add(proxy, { ...toxic, name: nameOf(toxic) });
      await ask(); // from here on counters count
    },
    isActive: async () => {
      if (!(await isSet()) || !(await isLed())) return false;
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        const answer = await patiently(ask);
        if (answer === undefined || !isHurt(answer)) return false;
        if (pair.sign.kind === 'metric') return true; // a mean already
      }
      return true;
    },
    end: async () => {
      if (!(await isProxyUp(target))) return; // it forgets its toxics when it ends
      for (const toxic of toxics) await api.remove(proxy, nameOf(toxic));
    },
  };
};

/** Until the service has needed its dependency once more: a quiet lab places an order every five seconds. */
async function patiently(ask: Asking): Promise<Answer | undefined> {
  const deadline = performance.now() + NEEDED_WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await sleep(LOOK_MS);
  }
}

const isLate =
  (ms: number) =>
  (answer: Answer): boolean =>
    answer.ms >= ms || !answer.isGood;

export const latency = (
  target: NetworkTarget,
  pair: Pair,
  { ms, jitter }: { readonly ms: number; readonly jitter: number },
): Fault =>
  toxicFault(target, {
    what: `${pair.to} answers ${pair.from} ${ms} ms late${jitter === 0 ? '' : ` (± ${jitter} ms)`}`,
    pair,
    toxics: [{ type: 'latency', stream: 'downstream', attributes: { latency: ms, jitter } }],
    isHurt: isLate((ms - jitter) * TOLERANCE),
  });

/** Both directions, bytes in kilobytes per second. */
export const bandwidth = (target: NetworkTarget, pair: Pair, { kbps }: { readonly kbps: number }): Fault =>
  toxicFault(target, {
    what: `${kbps} kB/s between ${pair.from} and ${pair.to}`,
    pair,
    toxics: (['upstream', 'downstream'] as const).map((stream) => ({
      type: 'bandwidth',
      stream,
      attributes: { rate: kbps },
    })),
    isHurt: isLate(NOTICED_MS),
  });

/** No dependency takes so long for a small answer. */
const NOTICED_MS = 100;

/** Nothing passes, in either direction, and no connection is closed: each side waits for the other. */
export const partition = (target: NetworkTarget, pair: Pair): Fault =>
  toxicFault(target, {
    what: `${pair.from} and ${pair.to} partitioned`,
    pair,
    toxics: (['upstream', 'downstream'] as const).map((stream) => ({
      type: 'timeout',
      stream,
      attributes: { timeout: 0 },
    })),
    isHurt: isLate(NO_ANSWER_MS),
  });

/** No answer passes, and a connection on which none was tried for `ms` is closed. */
export const timeout = (target: NetworkTarget, pair: Pair, { ms }: { readonly ms: number }): Fault =>
  toxicFault(target, {
    what: `${pair.to} is silent to ${pair.from} and hangs up after ${ms} quiet ms`,
    pair,
    toxics: [{ type: 'timeout', stream: 'downstream', attributes: { timeout: ms } }],
    isHurt: isLate(Math.min(ms, NO_ANSWER_MS) * TOLERANCE),
  });

/** The connections that the service had are gone, and each new one is reset at its first byte. */
export const reset = (target: NetworkTarget, pair: Pair): Fault => {
  const toxic = { type: 'reset_peer', stream: 'downstream', attributes: { timeout: 0 } } as const;
  return closing(target, pair, {
    what: `${pair.to} resets the connections of ${pair.from}`,
    begin: (api, proxy) => api.add(proxy, { ...toxic, name: nameOf(toxic) }),
    isSet: async (api, proxy) => (await api.toxics(proxy)).includes(nameOf(toxic)),
    end: (api, proxy) => api.remove(proxy, nameOf(toxic)),
  });
};

/** The connections that the service had are closed, and new ones are refused. */
export const refused = (target: NetworkTarget, pair: Pair): Fault =>
  closing(target, pair, {
    what: `${pair.to} refuses ${pair.from}`,
    begin: (api, proxy) => api.setEnabled(proxy, false),
    isSet: async (api, proxy) => !(await api.isEnabled(proxy)),
    end: (api, proxy) => api.setEnabled(proxy, true),
  });

interface Closing {
  readonly what: string;
  readonly begin: (api: Toxiproxy, proxy: string) => Promise<void>;
  readonly isSet: (api: Toxiproxy, proxy: string) => Promise<boolean>;
  readonly end: (api: Toxiproxy, proxy: string) => Promise<void>;
}

/**
 * Active once none of the connections is left that the service held when the fault began, and none leads past the proxy. A
 * service that held none proves nothing. Another process than the one that began it can see the proxy's side only.
 */
const closing = (target: NetworkTarget, pair: Pair, { what, begin, isSet, end }: Closing): Fault => {
  const [api, proxy] = [apiOf(target), proxyOf(pair)];
  let before: Set<number> | undefined;
  return {
    what,
    begin: async () => {
      before = await portsHeld(target, pair);
      await begin(api, proxy);
    },
    isActive: async () => {
      if (!(await isSet(api, proxy))) return false;
      const { throughProxy, direct } = await held(target, pair);
      if (before?.size === 0 || direct.length > 0) return false;
      return !throughProxy.some(({ localPort }) => before?.has(localPort));
    },
    end: async () => {
      if (await isProxyUp(target)) await end(api, proxy);
    },
  };
};

/** A service that is just between two connections is waited for: it could lose none, and nothing would be proven. */
async function portsHeld(target: NetworkTarget, pair: Pair): Promise<Set<number>> {
  const deadline = performance.now() + HELD_WITHIN_MS;
  for (;;) {
    const { throughProxy } = await held(target, pair);
    if (throughProxy.length > 0 || performance.now() > deadline)
      return new Set(throughProxy.map(({ localPort }) => localPort));
    await sleep(LOOK_MS);
  }
}
