import type { ReportEvent } from '@lab/contracts';
import { type Engine, httpUrl } from '../engines/engine.ts';
import { ONCALL } from './oncall.ts';

/** More than writing one line to a disk takes, and little enough that nobody notices while oncall is frozen. */
const TIMEOUT_MS = 1_000;

/**
 * What a command does to the lab, reported to oncall for the timelines of incidents. It is extra: a command neither fails nor prints
 * anything because oncall is down, frozen, or no part of the lab.
 */
export class LabEvents {
  readonly #url: string | undefined;
  readonly #sending: Promise<void>[] = [];

  constructor(engine: Pick<Engine, 'services' | 'address'>) {
    const isThere = engine.services.some(({ name }) => name === ONCALL.name);
    this.#url = isThere ? httpUrl(engine, ONCALL.name, ONCALL.port) : undefined;
  }

  /** Returns at once. */
  report(event: ReportEvent): void {
    if (this.#url !== undefined) this.#sending.push(send(this.#url, event));
  }

  /** Resolves when oncall has taken what was reported, or a second after the last report. */
  async sent(): Promise<void> {
    await Promise.all(this.#sending);
  }
}

async function send(url: string, event: ReportEvent): Promise<void> {
  try {
    const answer = await fetch(`${url}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...event, at: event.at ?? new Date().toISOString() }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.arrayBuffer();
  } catch {
    // The command has done what it was asked for; whether oncall heard of it changes nothing.
  }
}
