import { UsageError } from '../../errors.ts';
import type { UpOptions } from '../../engines/engine.ts';

export interface UpPlan extends Pick<UpOptions, 'only' | 'timeoutMs'> {
  readonly engine?: string;
}

export function planUp(options: Readonly<Record<string, unknown>>): UpPlan {
  const { engine, only, timeout } = options;
  const seconds = Number(timeout);
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new UsageError(`--timeout: "${String(timeout)}" is no number of seconds`);
  return {
    ...(typeof engine === 'string' && { engine }),
    ...(typeof only === 'string' && { only: namesIn(only) }),
    timeoutMs: seconds * 1000,
  };
}

function namesIn(list: string): string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0)
    throw new UsageError('--only: name at least one service, as in --only postgres,redis');
  return names;
}
