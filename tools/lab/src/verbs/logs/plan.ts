import type { LogOptions } from '../../engines/engine.ts';
import { UsageError } from '../../errors.ts';

const LINES_OF_ALL = 20;

export interface LogsPlan extends LogOptions {
  readonly services: readonly string[];
  /** Before each line, so that the services can be told apart; none for a single service: its lines stay parseable. */
  readonly prefixOf: (service: string) => string;
}

export function planLogs(
  names: readonly string[],
  known: readonly string[],
  options: Readonly<Record<string, unknown>>,
): LogsPlan {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no service "${unknown}"; there are ${known.join(', ')}`);
  const services = names.length === 0 ? known : [...new Set(names)];
  const lines = linesOf(options['lines']) ?? (names.length === 0 ? LINES_OF_ALL : undefined);
  const width = Math.max(...services.map((name) => name.length));
  return {
    services,
    follow: options['follow'] === true,
    ...(lines !== undefined && { lines }),
    prefixOf: (service) => (services.length === 1 ? '' : `${service.padEnd(width)} | `),
  };
}

function linesOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const lines = Number(value);
  if (!Number.isInteger(lines) || lines < 0)
    throw new UsageError(`--lines: "${value}" is no number of lines`);
  return lines;
}
