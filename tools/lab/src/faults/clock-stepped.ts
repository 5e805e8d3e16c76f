import { existsSync } from 'node:fs';
import type { Engine } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import { changedEnvironment } from './changed-environment.ts';
import type { Fault } from './fault.ts';

type ClockTarget = Pick<Engine, 'changeEnvironment' | 'inside' | 'services' | 'address'>;

/** Where Debian and Ubuntu have it, on either processor. */
const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (triplet) => `/usr/lib/${triplet}/faketime/libfaketime.so.1`,
);
const ANSWER_LIMIT_MS = 5000;
const MS_PER_SECOND = 1000;
/** The Date header has whole seconds, and an answer takes its time. */
const TOLERANCE_SECONDS = 3;

/**
 * The service is started anew with a wall clock that is wrong by so many seconds; monotonic time stays true, as after a step of
 * a real clock. In effect once the service itself dates an answer so.
 */
export function clockStepped(target: ClockTarget, service: string, seconds: number): Fault {
  const library = LIBRARIES.find((path) => existsSync(path)) ?? '';
  const changed = changedEnvironment(target, service, {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  const ready = target.services.find(({ name }) => name === service)?.native?.ready;
  return {
    ...changed,
    what: `the clock of ${service} wrong by ${seconds} s`,
    check: () => {
      if (library === '')
        return Promise.reject(
          new EnvironmentError('clock needs libfaketime; install the package libfaketime'),
        );
      if (ready === undefined || !('http' in ready))
        return Promise.reject(new EnvironmentError(`${service} speaks no HTTP, so its clock cannot be read`));
      return Promise.resolve();
    },
    isActive: async () => {
      if (ready === undefined || !('http' in ready) || !(await changed.isActive())) return false;
      const off = await clockError(target, service, new URL(ready.http));
      return off !== undefined && Math.abs(off - seconds) <= TOLERANCE_SECONDS;
    },
  };
}

/** By how many seconds the service's Date header differs from our clock; undefined while it does not answer. */
async function clockError(
  target: Pick<Engine, 'address'>,
  service: string,
  { port, pathname }: URL,
): Promise<number | undefined> {
  const { host, port: published } = target.address(service, Number(port));
  const response = await fetch(`http://${host}:${published}${pathname}`, {
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  }).catch(() => undefined);
  await response?.body?.cancel();
  const date = response?.headers.get('date');
  return date == null ? undefined : (Date.parse(date) - Date.now()) / MS_PER_SECOND;
}
