import { z } from 'zod';
import { askJson } from './ask-json.ts';

/** A series by all of its labels, its name as `__name__`. */
export type Labels = Readonly<Record<string, string>>;

const LabelsAnswer = z.record(z.string(), z.string());
const Vector = z.object({
  data: z.object({
    result: z.array(z.object({ metric: LabelsAnswer, value: z.tuple([z.number(), z.string()]) })),
  }),
});
const Matrix = z.object({
  data: z.object({
    result: z.array(z.object({ metric: LabelsAnswer, values: z.array(z.tuple([z.number(), z.string()])) })),
  }),
});
const Exemplars = z.object({
  data: z.array(z.object({ exemplars: z.array(z.object({ labels: LabelsAnswer, timestamp: z.number() })) })),
});

const Targets = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ labels: LabelsAnswer, scrapeUrl: z.string(), health: z.string() })),
  }),
});
const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            query: z.string(),
            labels: LabelsAnswer.default({}),
            annotations: LabelsAnswer.default({}),
            health: z.string(),
          }),
        ),
      }),
    ),
  }),
});

/** `health`: `up`, `down`, or `unknown` before the first scrape. */
export type ScrapeTarget = z.infer<typeof Targets>['data']['activeTargets'][number];
/** `health`: `ok`, `err`, or `unknown` before the first evaluation. */
export type AlertRule = z.infer<typeof Rules>['data']['groups'][number]['rules'][number];

type Sample = z.infer<typeof Vector>['data']['result'][number];
/** A measurement that names its trace. `timestamp` is in seconds since 1970. */
export type Exemplar = z.infer<typeof Exemplars>['data'][number]['exemplars'][number];

/** A series over a time: milliseconds since 1970, and the value then. What is no number is left out. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** Prometheus by its HTTP API, as far as the lab asks it. */
export class Prometheus {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;

  constructor(url: string, signal?: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** What an expression says now, by the value of one label. */
  async by(label: string, expression: string): Promise<ReadonlyMap<string, number>> {
    const samples = await this.#query(expression);
    return new Map(samples.map(({ metric, value: [, text] }) => [metric[label] ?? '', Number(text)]));
  }

  /** Every series of an expression, with its value now, or at another time in milliseconds since 1970. */
  async read(
    expression: string,
    at?: number,
  ): Promise<readonly { readonly labels: Labels; readonly value: number }[]> {
    const samples = await this.#query(expression, at);
    return samples.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
  }

  /** The one number that an expression says now; 0 where it finds nothing. */
  async sum(expression: string): Promise<number> {
    const [sample] = await this.#query(`sum(${expression})`);
    return Number(sample?.value[1] ?? 0);
  }

  /** Every series that had a sample since then; those that nobody sends any more are among them. */
  seriesSince(start: Date): Promise<readonly Labels[]> {
    return this.seriesDuring({ from: start.getTime(), to: Date.now() });
  }

  /** Every series that had a sample in that time, in milliseconds since 1970. */
  async seriesDuring({ from, to }: { from: number; to: number }): Promise<readonly Labels[]> {
    const query = `last_over_time({__name__=~".+"}[${Math.ceil((to - from) / 1000)}s])`;
    return (await this.#query(query, to)).map(({ metric }) => metric);
  }

  /** Every series of an expression over a time, in milliseconds since 1970. Prometheus refuses more than 11,000 steps. */
  async range(
    expression: string,
    { from, to, stepMs }: { from: number; to: number; stepMs: number },
  ): Promise<readonly RangeSeries[]> {
    const [start, end, step] = [from, to, stepMs].map((ms) => String(ms / 1000)) as [string, string, string];
    const { data } = await this.#ask('query_range', { query: expression, start, end, step }, Matrix);
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values
        .map(([seconds, text]) => [seconds * 1000, Number(text)] as const)
        .filter(([, value]) => Number.isFinite(value)),
    }));
  }

  /** Of the series of an expression, oldest first. */
  async exemplarsSince(start: Date, expression: string): Promise<readonly Exemplar[]> {
    const question = { query: expression, start: start.toISOString(), end: new Date().toISOString() };
    const { data } = await this.#ask('query_exemplars', question, Exemplars);
    return data
      .flatMap(({ exemplars }) => exemplars)
      .toSorted((older, newer) => older.timestamp - newer.timestamp);
  }

  /** Whom it scrapes, and whether they answered. */
  async targets(): Promise<readonly ScrapeTarget[]> {
    return (await this.#ask('targets', { state: 'active' }, Targets)).data.activeTargets;
  }

  /** The alerts that it has loaded. */
  async alertRules(): Promise<readonly AlertRule[]> {
    return (await this.#ask('rules', { type: 'alert' }, Rules)).data.groups.flatMap(({ rules }) => rules);
  }

  async #query(query: string, at?: number): Promise<readonly Sample[]> {
    const time = at === undefined ? {} : { time: String(at / 1000) };
    return (await this.#ask('query', { query, ...time }, Vector)).data.result;
  }

  #ask<T>(path: string, question: Readonly<Record<string, string>>, schema: z.ZodType<T>): Promise<T> {
    const url = `${this.#url}/api/v1/${path}?${new URLSearchParams(question).toString()}`;
    return askJson({ store: 'Prometheus', url, signal: this.#signal }, schema);
  }
}
