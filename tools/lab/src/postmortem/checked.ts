import { messageOf } from '../errors.ts';

/** What a part of the lab answered, or why it could not be asked: a report never leaves it out. */
export type Checked<T> = { readonly value: T } | { readonly notChecked: string };

export const isChecked = <T>(checked: Checked<T>): checked is { readonly value: T } => 'value' in checked;

interface Asking {
  /** Ends the command. */
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

/** Asks with a time limit. Whatever fails is the reason; only the end of the command itself rejects. */
export async function checked<T>(
  { signal, limitMs }: Asking,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<Checked<T>> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return { value: await Promise.race([ask(AbortSignal.any([signal, limit])), atEnd(limit)]) };
  } catch (error) {
    signal.throwIfAborted();
    return { notChecked: limit.aborted ? `no answer within ${limitMs / 1000} s` : messageOf(error) };
  }
}

/** Rejects when the limit is over: a driver may not listen to a signal. */
const atEnd = (limit: AbortSignal): Promise<never> =>
  new Promise((_, reject) => limit.addEventListener('abort', () => reject(new Error('too late'))));
