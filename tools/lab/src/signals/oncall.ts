import {
  type ActOnIncident,
  Incident,
  type IncidentAction,
  IncidentPage,
  type IncidentState,
  Problem,
} from '@lab/contracts';
import type { z } from 'zod';
import { EnvironmentError, messageOf, UsageError } from '../errors.ts';
import { limited } from './ask-json.ts';

export const ONCALL = { name: 'oncall', port: 8083 } as const;

export interface Listing {
  readonly state?: IncidentState | undefined;
  readonly limit: number;
  /** Only incidents with a smaller number: the next page. */
  readonly before?: number | undefined;
}

/** Oncall by its HTTP API. What it refuses because of the command line (404, 409, 422) is a UsageError in its own words. */
export class Oncall {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;

  constructor(url: string, signal?: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  list({ state, limit, before }: Listing): Promise<IncidentPage> {
    const query = new URLSearchParams({
      limit: String(limit),
      ...(state && { state }),
      ...(before !== undefined && { before: String(before) }),
    });
    return this.#ask(`/incidents?${query.toString()}`, IncidentPage);
  }

  show(id: number): Promise<Incident> {
    return this.#ask(`/incidents/${id}`, Incident);
  }

  act(id: number, action: IncidentAction, body: ActOnIncident): Promise<Incident> {
    return this.#ask(`/incidents/${id}/${action}`, Incident, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #ask<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
    try {
      const answer = await fetch(`${this.#url}${path}`, { ...init, signal: limited(this.#signal) });
      if (answer.ok) return schema.parse(await answer.json());
      throw refusal(Problem.parse(await answer.json()));
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof UsageError) throw error;
      throw new EnvironmentError(
        `oncall does not answer at ${this.#url}: ${messageOf(error)}. See \`lab status\` and \`lab logs oncall\``,
        { cause: error },
      );
    }
  }
}

const OF_THE_USER = [404, 409, 422];

const refusal = ({ status, detail, errors = [] }: Problem): Error => {
  const fields = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return OF_THE_USER.includes(status) ? new UsageError(fields || detail) : new Error(`${status} ${detail}`);
};
