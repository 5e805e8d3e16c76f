/** A series by all of its labels, its name as `__name__`. */
export type Labels = Readonly<Record<string, string>>;

export interface Exemplar {
  readonly labels: Labels;
  readonly timestamp: number;
}

interface Sample {
  readonly metric: Labels;
  readonly value: readonly [time: number, text: string];
}

const LIMIT_MS = 15_000;

/** As much of Prometheus' API as the tests ask. */
export class Prometheus {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What an expression says now, by the value of one label. */
  async by(label: string, expression: string): Promise<ReadonlyMap<string, number>> {
    return new Map(
      (await this.#query(expression)).map(({ metric, value: [, text] }) => [
        metric[label] ?? '',
        Number(text),
      ]),
    );
  }

  /** The one number that an expression says now; 0 where it finds nothing. */
  async sum(expression: string): Promise<number> {
    const [sample] = await this.#query(`sum(${expression})`);
    return Number(sample?.value[1] ?? 0);
  }

  /** Every series that had a sample since then; those that nobody sends any more are among them. */
  async seriesSince(start: Date): Promise<readonly Labels[]> {
    const seconds = Math.ceil((Date.now() - start.getTime()) / 1000);
    return (await this.#query(`last_over_time({__name__=~".+"}[${seconds}s])`)).map(({ metric }) => metric);
  }

  /** Every series that had a sample in a time that is over. */
  async seriesDuring({ from, to }: { from: number; to: number }): Promise<readonly Labels[]> {
    const query = `last_over_time({__name__=~".+"}[${Math.round((to - from) / 1000)}s])`;
    const time = String(to / 1000);
    const { result } = await this.#ask<{ result: readonly Sample[] }>('query', { query, time });
    return result.map(({ metric }) => metric);
  }

  async exemplarsSince(start: Date, expression: string): Promise<readonly Exemplar[]> {
    const found = await this.#ask<readonly { exemplars: readonly Exemplar[] }[]>('query_exemplars', {
      query: expression,
      start: start.toISOString(),
      end: new Date().toISOString(),
    });
    return found
      .flatMap(({ exemplars }) => exemplars)
      .toSorted((older, newer) => older.timestamp - newer.timestamp);
  }

  async #query(query: string): Promise<readonly Sample[]> {
    return (await this.#ask<{ result: readonly Sample[] }>('query', { query })).result;
  }

  async #ask<Data>(what: string, question: Readonly<Record<string, string>>): Promise<Data> {
    const response = await fetch(`${this.#url}/api/v1/${what}?${new URLSearchParams(question).toString()}`, {
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!response.ok) throw new Error(`Prometheus answers ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { data: Data }).data;
  }
}
