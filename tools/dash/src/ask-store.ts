import { types } from 'node:util';
import { z } from 'zod';
import type { Store } from '@lab/boards';
import { codeOf, messageOf } from './errors.ts';
import { STORE_TITLES, type StoreUrls } from './stores.ts';

// Not instanceof: under Jest, Node's own errors are of another realm.
const { isNativeError } = types;

/** Loki's own limit is 20 s (loki/config.yaml): its answer says more than ours. */
export const STORE_LIMIT_MS = 25_000;
const LONGEST_MESSAGE = 500;

/** Why a store did not answer, for the panel that asked. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

interface Question {
  readonly store: Store;
  /** With its query string. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly limitMs?: number;
}

/** Asks a store; rejects with StoreFailure, whose message names it and says what to do. */
export async function askStore(urls: StoreUrls, question: Question): Promise<string> {
  const { store, path, signal, limitMs = STORE_LIMIT_MS } = question;
  const title = STORE_TITLES[store];
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    const answer = await fetch(urls[store] + path, {
      signal: limited,
      redirect: 'error',
      // Loki: what belongs to a line stands with the line, not in a stream of its own for each.
      headers: { accept: 'application/json', 'X-Loki-Response-Encoding-Flags': 'categorize-labels' },
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new StoreFailure(statusFor(answer.status), `${title}: ${messageIn(text, answer.status)}`);
    return text;
  } catch (error) {
    if (error instanceof StoreFailure) throw error;
    signal.throwIfAborted();
    throw unreachable(error, { title, store, url: urls[store], limitMs });
  }
}

const statusFor = (status: number): number =>
  status === 404 || status === 400 || status === 422 ? status : 502;

const Told = z.union([
  z.object({ error: z.string().min(1) }).transform(({ error }) => error),
  z
    .object({ errors: z.array(z.object({ msg: z.string() })).min(1) })
    .transform(({ errors }) => errors.map(({ msg }) => msg).join('; ')),
]);

/** Prometheus says it as JSON, Jaeger as other JSON, Loki as plain text. */
function messageIn(text: string, status: number): string {
  try {
    const told = Told.safeParse(JSON.parse(text));
    if (told.success) return told.data.slice(0, LONGEST_MESSAGE);
  } catch {
    // no JSON: the text itself says it
  }
  return text.trim().slice(0, LONGEST_MESSAGE) || `answers ${status}`;
}

function unreachable(
  error: unknown,
  { title, store, url, limitMs }: { title: string; store: Store; url: string; limitMs: number },
): StoreFailure {
  const { host } = new URL(url);
  if (isNativeError(error) && error.name === 'TimeoutError')
    return new StoreFailure(
      504,
      `${title} has not answered within ${limitMs / 1000} s. If "./lab status" shows it as paused, run "./lab resume ${store}"`,
      { cause: error },
    );
  const cause = isNativeError(error) ? error.cause : undefined;
  const why = codeOf(cause) ?? messageOf(cause ?? error);
  return new StoreFailure(
    502,
    `${title} does not answer at ${host} (${why}). Check "./lab status"; "./lab restart ${store}" starts it`,
    { cause: error },
  );
}
