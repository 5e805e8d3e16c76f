import { z } from 'zod';
import { askJson } from './ask-json.ts';

/** alertmanager/web.yml. It keeps web pages out and is no secret. */
const AUTHORIZATION = `Basic ${Buffer.from('lab:lab').toString('base64')}`;

/** prometheus/rules/causes-platform.yml */
const DEAD_MANS_SWITCH = 'DeadMansSwitch';

const Texts = z.record(z.string(), z.string());
const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Alerts = z.array(
  z
    .object({
      labels: Texts,
      annotations: Texts,
      startsAt: Time,
      receivers: z.array(z.object({ name: z.string() })),
      status: z.object({
        state: z.enum(['unprocessed', 'active', 'suppressed']),
        silencedBy: z.array(z.string()),
        inhibitedBy: z.array(z.string()),
      }),
    })
    .transform(({ receivers, status, ...alert }) => ({
      ...alert,
      ...status,
      receivers: receivers.map(({ name }) => name),
    })),
);
const Silences = z.array(
  z
    .object({
      id: z.string(),
      createdBy: z.string(),
      comment: z.string(),
      endsAt: Time,
      matchers: z.array(z.object({ name: z.string(), value: z.string() })),
      status: z.object({ state: z.enum(['expired', 'active', 'pending']) }),
    })
    .transform(({ status, ...silence }) => ({ ...silence, ...status })),
);
const Status = z.object({ config: z.object({ original: z.string() }), uptime: Time });

/** An alert that fires. `suppressed`: a silence or another alert keeps it from being sent. */
export type FiringAlert = z.infer<typeof Alerts>[number];
export type Silence = z.infer<typeof Silences>[number];

/** Alertmanager by its HTTP API, as far as the lab asks it. */
export class Alertmanager {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;

  constructor(url: string, signal?: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** Every alert that fires, suppressed ones included, but the dead man's switch: it always fires, and nobody must act. */
  async alerts(): Promise<readonly FiringAlert[]> {
    return (await this.#ask('alerts', Alerts)).filter(
      ({ labels }) => labels['alertname'] !== DEAD_MANS_SWITCH,
    );
  }

  /** Silences that apply now. */
  async silences(): Promise<readonly Silence[]> {
    return (await this.#ask('silences', Silences)).filter(({ state }) => state === 'active');
  }

  /** The configuration that it has loaded, secrets masked, and since when it runs. */
  async status(): Promise<{ readonly config: string; readonly startedAt: Date }> {
    const { config, uptime } = await this.#ask('status', Status);
    return { config: config.original, startedAt: uptime };
  }

  #ask<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return askJson(
      {
        store: 'Alertmanager',
        url: `${this.#url}/api/v2/${path}`,
        signal: this.#signal,
        headers: { authorization: AUTHORIZATION },
      },
      schema,
    );
  }
}
