import type { z } from 'zod';
import { EnvironmentError, messageOf } from '../errors.ts';

const TIMEOUT_MS = 30_000;

export interface Asking {
  /** The store's name, for messages. */
  readonly store: string;
  readonly url: string;
  /** The command's own end; without one only the time limit counts. */
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is a refusal. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(`${status} ${text.slice(0, 200)}`);
    this.status = status;
  }
}

/** Whether the store answered, and does not have what was asked for. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof EnvironmentError && error.cause instanceof Refused && error.cause.status === 404;

/** Ends with the command, or after 30 s. */
export const limited = (signal?: AbortSignal): AbortSignal =>
  AbortSignal.any([...(signal === undefined ? [] : [signal]), AbortSignal.timeout(TIMEOUT_MS)]);

/**
 * What a store of signals answers to a GET of its HTTP API. EnvironmentError where it does not answer, refuses, or answers
 * something else than `schema`.
 */
export const askJson = <T>(asking: Asking, schema: z.ZodType<T>): Promise<T> =>
  ask(asking, async (answer) => schema.parse(await answer.json()));

/** As `askJson`, where the answer is text. */
export const askText = (asking: Asking): Promise<string> => ask(asking, (answer) => answer.text());

async function ask<T>(
  { store, url, signal, headers = {} }: Asking,
  read: (answer: Response) => Promise<T>,
): Promise<T> {
  try {
    const answer = await fetch(url, { signal: limited(signal), headers });
    if (!answer.ok) throw new Refused(answer.status, await answer.text());
    return await read(answer);
  } catch (error) {
    signal?.throwIfAborted();
    const { pathname } = new URL(url);
    throw new EnvironmentError(`${store} does not answer (${pathname}): ${messageOf(error)}`, {
      cause: error,
    });
  }
}
