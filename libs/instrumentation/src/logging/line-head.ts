import { LOG_LEVELS } from '@lab/contracts';
import { INVALID_TRACEID, trace } from '@opentelemetry/api';
import { levels } from 'pino';
import type { Encoding } from './formats/encoding';
import { cutText } from './formats/text';

export interface Origin {
  readonly service: string;
  readonly instance: string;
}

export interface HeadEntry {
  readonly time: string;
  /** pino's number of it. */
  readonly level: number;
  readonly seq: number;
}

const INFO = 30;
/** Of the message alone, so that there is room for fields. */
const MAX_MESSAGE_BYTES = 400 * 1024;
const MAX_UTF8_BYTES_PER_CHAR = 3;
/** Safe even where an escape makes six bytes of each. */
const LARGE_MESSAGE_CHARS = 32 * 1024;

/** The beginning of each line, which is the same for all but for time, number, message and trace: made once. */
export class LineHead {
  readonly #encoding: Encoding;
  readonly #beforeTime: string;
  /** By level: from the end of the time to the number. */
  readonly #afterTime: ReadonlyMap<number, string>;
  readonly #beforeMessage: string;
  readonly #beforeTraceId: string;
  readonly #beforeSpanId: string;

  constructor(encoding: Encoding, { service, instance }: Origin) {
    const { open, separator, assign, quote, text } = encoding;
    const before = (name: string): string => separator + name + assign;
    const origin = before('service') + text(service) + before('instance') + text(instance);
    this.#encoding = encoding;
    this.#beforeTime = open + 'time' + assign + quote;
    this.#afterTime = new Map(
      LOG_LEVELS.map((label) => [
        levels.values[label] ?? INFO,
        quote + before('level') + text(label) + origin + before('seq'),
      ]),
    );
    this.#beforeMessage = before('msg');
    this.#beforeTraceId = before('trace_id') + quote;
    this.#beforeSpanId = quote + before('span_id') + quote;
  }

  /** All of the head up to the last id of the trace. */
  write({ time, level, seq }: HeadEntry, message: string): string {
    const afterTime = this.#afterTime.get(level) ?? this.#afterTime.get(INFO) ?? '';
    return (
      this.#beforeTime +
      time +
      afterTime +
      String(seq) +
      this.#beforeMessage +
      this.#message(message) +
      this.#trace()
    );
  }

  #trace(): string {
    const span = trace.getActiveSpan()?.spanContext();
    if (span === undefined || span.traceId === INVALID_TRACEID) return '';
    return this.#beforeTraceId + span.traceId + this.#beforeSpanId + span.spanId + this.#encoding.quote;
  }

  #message(message: string): string {
    const { text } = this.#encoding;
    const encoded = text(cutText(message));
    const isTooLarge =
      encoded.length * MAX_UTF8_BYTES_PER_CHAR > MAX_MESSAGE_BYTES &&
      Buffer.byteLength(encoded) > MAX_MESSAGE_BYTES;
    return isTooLarge ? text(cutText(message, LARGE_MESSAGE_CHARS)) : encoded;
  }
}
