import { EnvironmentError, UsageError } from '../errors.ts';
import type { ServiceModel } from './model.ts';

/** These services and all that they need, in an order in which each comes after what it needs. */
export function inStartOrder(services: readonly ServiceModel[], wanted: readonly string[]): ServiceModel[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered: ServiceModel[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    const service = byName.get(name);
    if (service === undefined || ordered.includes(service)) return; // a dependency that is not required may be absent
    if (path.includes(name))
      throw new EnvironmentError(`depends_on has a cycle: ${[...path, name].join(' → ')}`);
    for (const dependency of service.dependsOn) visit(dependency.name, [...path, name]);
    ordered.push(service);
  };
  for (const name of wanted) {
    if (!byName.has(name)) throw unknownService(name, services);
    visit(name, []);
  }
  return ordered;
}

export const unknownService = (name: string, services: readonly ServiceModel[]): UsageError =>
  new UsageError(
    `unknown service "${name}"; available: ${services.map((service) => service.name).join(', ')}`,
  );

/**
 * The names of those that neither need another service nor are needed by one: they look at the lab, which works without them.
 * Where that is true of all, none is meant.
 */
export function observersOf(services: readonly ServiceModel[]): ReadonlySet<string> {
  const needed = new Set(services.flatMap(({ dependsOn }) => dependsOn.map(({ name }) => name)));
  const alone = services.filter(({ name, dependsOn }) => dependsOn.length === 0 && !needed.has(name));
  return new Set(alone.length === services.length ? [] : alone.map(({ name }) => name));
}

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/**
 * Adds what cannot get ready because something that it needs healthy is missing. What merely starts after it, as all
 * services do after the collector, runs without.
 */
export function withDependants(skipped: readonly Skipped[], inOrder: readonly ServiceModel[]): Skipped[] {
  const result = [...skipped];
  for (const { name, dependsOn } of inOrder) {
    if (result.some((entry) => entry.name === name)) continue;
    const missing = dependsOn.find(
      ({ name: needed, condition, required }) =>
        required && condition !== 'service_started' && result.some((entry) => entry.name === needed),
    );
    if (missing !== undefined) result.push({ name, reason: `it needs ${missing.name}` });
  }
  return result;
}
