import type { z } from 'zod';
import { fieldErrors } from '../http-server/field-errors';

/** The environment does not fit the schema. The message names each bad variable and never shows a value. */
export class ConfigError extends Error {
  constructor(
    service: string,
    readonly problems: readonly string[],
  ) {
    super(`${service}: bad configuration\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Parses the environment once. A variable set to nothing counts as absent, as `NAME=${NAME:-}` in compose means it. */
export const loadConfig = <S extends z.ZodType>(
  service: string,
  schema: S,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<S> => {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const problems = fieldErrors(result.error, 'environment').map(({ field, message }) =>
    present[field] === undefined ? `${field} is missing` : `${field} ${message}`,
  );
  throw new ConfigError(service, [...new Set(problems)]);
};
