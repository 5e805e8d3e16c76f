import { Unavailable } from '@lab/contracts';
import { ReplyError } from 'ioredis';

/**
 * Replies that say "not now" rather than "wrong question": loading its file, disk full, memory full, a script that runs for too
 * long, a failover, a password that is being changed. Redis has no other mark than the first word. A missing permission
 * (NOPERM) is none of them: somebody has to grant it.
 */
const PASSING =
  /^(LOADING|MISCONF|OOM|BUSY|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|NOAUTH|WRONGPASS)(?= |$)/;

/** How long Redis usually needs to come back after a crash. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Runs a Redis command. A store that is away, slow or not able becomes Unavailable, so that a message is tried
 * again and a request answered with 503; every other reply is a bug of ours and keeps its text, and so is a mistake in code.
 */
export async function attempt<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    const text = describe(cause);
    const message = `${what}: ${text}`;
    if (isBug(cause, text)) throw new Error(message, { cause });
    throw new Unavailable('inventory.redis_unavailable', message, RETRY_AFTER_SECONDS, { cause });
  }
}

/** The driver reports every trouble with the connection as a plain Error; only mistakes in code are of these two kinds. */
const isBug = (cause: unknown, text: string): boolean =>
  cause instanceof ReplyError
    ? !PASSING.test(text)
    : cause instanceof TypeError || cause instanceof RangeError;

/** The driver's own words, but for the one that names an option of it instead of what is wrong. */
function describe(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.startsWith("Stream isn't writeable") ? 'not connected to Redis' : text;
}
