import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const SKU = 'LAMP-01';
/** Enough that every second of an outage meets orders, and little enough that it loads nothing. */
const EVERY_MS = 200;
const RETRY_MS = 500;
const REQUEST_LIMIT_MS = 10_000;

export interface Accepted {
  /** Order ids that a 202 promised. */
  readonly ids: ReadonlySet<string>;
  /** Orders that nobody accepted before their client gave up. */
  readonly givenUp: number;
}

interface Trickle {
  /** Ends sending, and resolves once the last client has its order or has given up. */
  stop(): Promise<Accepted>;
}

interface Options {
  readonly gateway: string;
  /** How long a client retries, with the same key. */
  readonly retryForMs: number;
  readonly signal: AbortSignal;
}

/** Five orders a second, each by a client that retries until it is accepted. */
export function startTrickle({ gateway, retryForMs, signal }: Options): Trickle {
  const stopping = new AbortController();
  const ended = AbortSignal.any([stopping.signal, signal]);
  const ids = new Set<string>();
  let givenUp = 0;
  const client = async (): Promise<void> => {
    const key = randomUUID();
    for (const deadline = Date.now() + retryForMs; Date.now() < deadline && !signal.aborted;) {
      const id = await order(gateway, key);
      if (id !== undefined) return void ids.add(id);
      await sleep(RETRY_MS);
    }
    givenUp += 1;
  };
  const sending = (async () => {
    const clients: Promise<void>[] = [];
    while (!ended.aborted) {
      clients.push(client());
      await sleep(EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
    }
    await Promise.all(clients);
  })();
  return {
    stop: async () => {
      stopping.abort();
      await sending;
      signal.throwIfAborted();
      return { ids, givenUp };
    },
  };
}

const WARM_UP_MS = 3000;
/** Two scrapes (prometheus/prometheus.yml). */
const SEEN_AFTER_MS = 10_000;

/** A few orders, and the time until Prometheus has seen them: a lab that nobody has used has no series of requests. */
export async function warmUp(gateway: string, signal: AbortSignal): Promise<void> {
  const trickle = startTrickle({ gateway, retryForMs: REQUEST_LIMIT_MS, signal });
  await sleep(WARM_UP_MS);
  await trickle.stop();
  await sleep(SEEN_AFTER_MS, undefined, { signal });
}

/** The id of the accepted order; undefined for any other answer, and for none. */
async function order(gateway: string, key: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${gateway}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ customerId: 'c-review', lines: [{ sku: SKU, quantity: 1 }] }),
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    const { id } = (await answer.json()) as { id?: string };
    return answer.ok ? id : undefined;
  } catch {
    return undefined; // the client tries again; what is never accepted is counted
  }
}
