import { DROPPED_LINES_FIELD } from '@lab/contracts';
import { z } from 'zod';
import { askJson, limited } from './ask-json.ts';

/** Loki's own limit (loki/config.yaml); a window with more records is asked for in halves. */
const MOST_RECORDS = 20_000;
const NS_PER_MS = 1_000_000n;
const SMALLEST_WINDOW_MS = 1;

/** What the audit needs to know of a record. */
export interface ArrivedRecord {
  readonly service: string;
  /** Undefined where the line could not be read. */
  readonly instance: string | undefined;
  readonly seq: number | undefined;
  /** When the log agent read the line, in milliseconds since 1970. */
  readonly readAt: number;
  /** Lines that its process had to drop right before it. */
  readonly droppedLines: number;
}

/** A log line as Loki keeps it. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The message, for lines of the lab's services. */
  readonly line: string;
  /** Its service, level, trace and own fields; dots in their names are underscores. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A time, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const Answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(
          z.tuple([
            z.string(),
            z.string(),
            z.object({ structuredMetadata: z.record(z.string(), z.string()).optional() }).optional(),
          ]),
        ),
      }),
    ),
  }),
});
const Count = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()).default({}),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** The LogQL selector of all records of these services. */
export const recordsOf = (services: readonly string[]): string => `{service_name=~"${services.join('|')}"}`;

/** Loki by its HTTP API, as far as the lab asks it. */
export class Loki {
  private readonly url: string;
  private readonly signal: AbortSignal | undefined;

  constructor(url: string, signal?: AbortSignal) {
    this.url = url;
    this.signal = signal;
  }

  /** Whether it is there and takes queries. */
  async isReady(): Promise<boolean> {
    try {
      const { ok } = await fetch(`${this.url}/ready`, { signal: limited(this.signal) });
      return ok;
    } catch {
      this.signal?.throwIfAborted();
      return false;
    }
  }

  /** How many records it holds that a query selects, repeated ones included. */
  async count(selected: string, sinceMs: number): Promise<number> {
    const seconds = Math.ceil((Date.now() - sinceMs) / 1000) + 1;
    const query = `sum(count_over_time(${selected} [${seconds}s]))`;
    const { data } = await this.get('query', { query }, Count);
    return Number(data.result[0]?.value[1] ?? 0);
  }

  /** How many records of that time a query selects, by the values of some labels. */
  async countBy(
    names: readonly string[],
    selected: string,
    { from, to }: Span,
  ): Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly count: number }[]> {
    const seconds = Math.max(1, Math.ceil((to - from) / 1000));
    const query = `sum by (${names.join(', ')}) (count_over_time(${selected} [${seconds}s]))`;
    const { data } = await this.get('query', { query, time: nanoseconds(to) }, Count);
    return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, count: Number(text) }));
  }

  /** The first records of that time that a query selects, at most `limit`, oldest first. */
  async lines(selected: string, { from, to, limit }: Span & { limit: number }): Promise<LogEntry[]> {
    const answer = await this.get(
      'query_range',
      {
        query: selected,
        start: nanoseconds(from),
        end: nanoseconds(to),
        limit: String(limit),
        direction: 'forward',
      },
      Answer,
    );
    return answer.data.result
      .flatMap(({ stream, values }) =>
        values.map(([ns, line, own]) => ({
          at: Number(BigInt(ns) / NS_PER_MS),
          line,
          labels: { ...stream, ...own?.structuredMetadata },
        })),
      )
      .toSorted((a, b) => a.at - b.at);
  }

  /** Each record whose line is from that time on, in no particular order. */
  async *records(
    services: readonly string[],
    sinceMs: number,
    untilMs: number,
  ): AsyncGenerator<ArrivedRecord> {
    const answer = await this.get(
      'query_range',
      {
        query: `${recordsOf(services)} | keep service_name, service_instance_id, seq, read_at, ${DROPPED_LINES_FIELD} | line_format ""`,
        start: nanoseconds(sinceMs),
        end: nanoseconds(untilMs),
        limit: String(MOST_RECORDS),
        direction: 'forward',
      },
      Answer,
    );
    const found = answer.data.result.reduce((sum, { values }) => sum + values.length, 0);
    if (found >= MOST_RECORDS && untilMs - sinceMs > SMALLEST_WINDOW_MS) {
      const middle = Math.floor((sinceMs + untilMs) / 2);
      yield* this.records(services, sinceMs, middle);
      yield* this.records(services, middle, untilMs);
      return;
    }
    for (const { stream, values } of answer.data.result)
      for (const [, , own] of values) yield toRecord({ ...stream, ...own?.structuredMetadata });
  }

  private get<T>(path: string, query: Record<string, string>, schema: z.ZodType<T>): Promise<T> {
    const url = `${this.url}/loki/api/v1/${path}?${new URLSearchParams(query).toString()}`;
    // What belongs to a record stands with it, not in a stream of its own for each record.
    const headers = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
    return askJson({ store: 'Loki', url, signal: this.signal, headers }, schema);
  }
}

const nanoseconds = (ms: number): string => String(BigInt(Math.floor(ms)) * NS_PER_MS);

const toRecord = (labels: Readonly<Record<string, string>>): ArrivedRecord => ({
  service: labels['service_name'] ?? '',
  instance: labels['service_instance_id'],
  seq: labels['seq'] === undefined ? undefined : Number(labels['seq']),
  readAt: Number(labels['read_at']),
  droppedLines: Number(labels[DROPPED_LINES_FIELD] ?? 0),
});
