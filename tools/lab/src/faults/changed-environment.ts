import type { Engine } from '../engines/engine.ts';
import type { Fault } from './fault.ts';

type EnvironmentTarget = Pick<Engine, 'changeEnvironment' | 'inside'>;

/**
 * The service is started anew with other values: a wrong password, a pool of one. A restart or a crash keeps them. In effect
 * once the process that runs has them; it need not become ready with them.
 */
export const changedEnvironment = (
  target: EnvironmentTarget,
  service: string,
  changes: Readonly<Record<string, string>>,
): Fault => ({
  // Names alone: a value may be a password.
  what: `${service} with other values of ${Object.keys(changes).join(', ')}`,
  begin: () => target.changeEnvironment(service, changes),
  isActive: async () => {
    const environment = await target.inside.environment(service);
    return Object.entries(changes).every(([name, value]) => environment[name] === value);
  },
  end: () => target.changeEnvironment(service, null),
});
