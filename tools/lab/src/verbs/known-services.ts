import type { Engine } from '../engines/engine.ts';
import { UsageError } from '../errors.ts';

/** UsageError where the lab has no service of one of these names. */
export function refuseUnknown(engine: Pick<Engine, 'services'>, names: readonly string[]): void {
  const known = engine.services.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`unknown service "${unknown.join('", "')}"; available: ${known.join(', ')}`);
}
