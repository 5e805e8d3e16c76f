import { setTimeout as sleep } from 'node:timers/promises';
import { FlagStatus } from '@lab/contracts';
import { EnvironmentError } from '../../errors.ts';
import { askJson } from '../../signals/ask-json.ts';
import type { FaultyService } from './fault-key.ts';

export interface FlagsOf {
  readonly service: FaultyService;
  /** Of its health routes, where operators see all of them. */
  readonly url: string;
}

interface Waiting {
  readonly revision: string;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 100;

/** Resolves once a version of the flag file is in force in every one of these services; rejects with what each is waiting for. */
export const untilInForce = async (services: readonly FlagsOf[], waiting: Waiting): Promise<void> => {
  const deadline = Date.now() + waiting.withinMs;
  const why = await Promise.all(services.map((service) => untilOne(service, waiting, deadline)));
  const open = why.filter((reason) => reason !== undefined);
  if (open.length > 0)
    throw new EnvironmentError(`not in force within ${waiting.withinMs / 1000} s: ${open.join('; ')}`);
};

const untilOne = async (
  { service, url }: FlagsOf,
  { revision, signal }: Waiting,
  deadline: number,
): Promise<string | undefined> => {
  for (;;) {
    const reason = await missing({ service, url }, revision, signal);
    if (reason === undefined) return undefined;
    if (Date.now() >= deadline) return `${service}: ${reason}`;
    await sleep(POLL_MS, undefined, { signal });
  }
};

const missing = async (
  { service, url }: FlagsOf,
  revision: string,
  signal: AbortSignal,
): Promise<string | undefined> => {
  try {
    const status = await askJson({ store: service, url: `${url}/health/flags`, signal }, FlagStatus);
    return status.revision === revision ? undefined : (status.error ?? 'it has not read the file yet');
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
};
