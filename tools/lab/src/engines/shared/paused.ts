import { EnvironmentError } from '../../errors.ts';

/** Why `up` does not wait for a service: somebody froze it on purpose, so thawing it is not for `up` to decide. */
export const pausedError = (...names: readonly string[]): EnvironmentError =>
  new EnvironmentError(
    names.map((name) => `${name} is paused; resume it with \`lab resume ${name}\``).join('\n'),
  );
