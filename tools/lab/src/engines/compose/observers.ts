import { EnvironmentError, messageOf } from '../../errors.ts';
import type { Skipped } from '../../model/order.ts';
import type { ServiceStatus } from '../engine.ts';

/** `docker compose` with these arguments. */
type Compose = (args: readonly string[]) => Promise<void>;

/**
 * Starts services that nothing depends on. Together, as that is quickest; where one cannot be pulled or started Compose gives
 * up on all, so then each by itself. Returns those that did not start.
 */
export async function startObservers(names: readonly string[], compose: Compose): Promise<Skipped[]> {
  if (names.length === 0) return [];
  if ((await failureOf(() => compose(['up', '--detach', ...names]))) === undefined) return [];
  const refused: Skipped[] = [];
  for (const name of names) {
    const reason = await failureOf(() => compose(['up', '--detach', name]));
    if (reason !== undefined) refused.push({ name, reason });
  }
  return refused;
}

/** Says where the reason is: Docker knows only the state, the service's own log knows why. */
export const lateObserver = ({ name, state }: Pick<ServiceStatus, 'name' | 'state'>): Skipped => ({
  name,
  reason: `not ready (${state}); run \`lab logs ${name}\` to see why`,
});

/** Of the machine's making; anything else, an interruption above all, is not for us. */
async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof EnvironmentError) return messageOf(error);
    throw error;
  }
}
