import { Unavailable } from '@lab/contracts';
import { ReplyError } from 'ioredis';

/** Replies that say "not now" rather than "wrong question": loading its file, disk full, memory full, fail-over. */
const PASSING = /^(LOADING|MISCONF|OOM|BUSY|READONLY|MASTERDOWN|NOREPLICAS|TRYAGAIN)\b/;

/** How long Redis usually needs to come back after a crash. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Runs a Redis command. A store that is away, slow or not able becomes Unavailable, so that a message is tried
 * again and a request answered with 503; every other reply is a bug of ours and keeps its text.
 */
export async function attempt<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    const text = describe(cause);
    const message = `${what}: ${text}`;
    if (cause instanceof ReplyError && !PASSING.test(text)) throw new Error(message, { cause });
    throw new Unavailable('inventory.redis_unavailable', message, RETRY_AFTER_SECONDS, { cause });
  }
}

/** The driver's own words, but for the one that names an option of it instead of what is wrong. */
function describe(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.startsWith("Stream isn't writeable") ? 'not connected to Redis' : text;
}
