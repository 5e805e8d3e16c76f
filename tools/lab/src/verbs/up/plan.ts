import { UsageError } from '../../errors.ts';
import type { UpOptions } from '../../engines/engine.ts';

interface UpPlan extends Pick<UpOptions, 'only' | 'timeoutMs'> {
  readonly engine?: string;
}

export function planUp(options: Readonly<Record<string, unknown>>): UpPlan {
  const { engine, only, timeout } = options;
  return {
    ...(typeof engine === 'string' && { engine }),
    ...(typeof only === 'string' && { only: namesIn(only) }),
    // Without it the engine's own limit holds: containers may have to be pulled and built first.
    ...(typeof timeout === 'string' && { timeoutMs: secondsIn(timeout) * 1000 }),
  };
}

function secondsIn(timeout: string): number {
  const seconds = Number(timeout);
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new UsageError(`--timeout: "${timeout}" is not a number of seconds`);
  return seconds;
}

function namesIn(list: string): string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0)
    throw new UsageError('--only: name at least one service, such as --only postgres,redis');
  return names;
}
