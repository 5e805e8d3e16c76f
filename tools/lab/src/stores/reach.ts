import { EnvironmentError, messageOf } from '../errors.ts';

/** Connecting and asking take at most this long: a store that is not there is said, not waited for. */
export const STORE_TIMEOUT_MS = 10_000;

/** Runs a call to a store; whatever goes wrong on the way is the environment's fault and names the store, never its password. */
export const reach = async <T>(store: string, attempted: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    // A refused connection on two address families is an AggregateError without a message of its own.
    const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
    throw new EnvironmentError(
      `${store}: cannot ${attempted}: ${messageOf(inner)} (run lab status to see what is running)`,
      { cause: error },
    );
  }
};
