import type { Encoding } from './formats/encoding';
import { LEFT_OUT_FIELD } from './record/field-key';
import type { Scalar } from './record/scalar';
import { cutText, MAX_VALUE_CHARS } from './formats/text';

/** Own fields of one line. */
const MAX_FIELDS = 120;
/** In UTF-8, with the newline: what the log agent takes for one line at most. */
const MAX_LINE_BYTES = 512 * 1024;

const MAX_NAME_CHARS = 200;
/** For the count of what was left out. */
const RESERVED_BYTES = 100;
const MAX_UTF8_BYTES_PER_CHAR = 3;
/** Counting bytes is not worth while for less. */
const SMALL_CHARS = 1024;

/** A line while it is written: its text so far, and what room is left. */
export class LogLine {
  readonly #encoding: Encoding;
  readonly #names: string[] = [];
  #text: string;
  #bytesLeft: number;
  #leftOut = 0;

  /** `head`: all that stands before the own fields, encoded. */
  constructor(encoding: Encoding, head: string) {
    this.#encoding = encoding;
    this.#text = head;
    this.#bytesLeft = MAX_LINE_BYTES - RESERVED_BYTES - atMostBytes(head);
  }

  get isFull(): boolean {
    return this.#names.length >= MAX_FIELDS;
  }

  leaveOut(fields: number): void {
    this.#leftOut += fields;
  }

  /** A separate field; one that does not fit is counted instead. A name in use gets a number. */
  add(name: string, value: Scalar): void {
    if (this.isFull) {
      this.#leftOut += 1;
      return;
    }
    const { separator, assign, text } = this.#encoding;
    const own = this.#unique(name);
    const field =
      separator + own + assign + (typeof value === 'string' ? text(withinLimit(value)) : String(value));
    const bytes = atMostBytes(field);
    if (bytes > this.#bytesLeft) {
      this.#leftOut += 1;
      return;
    }
    this.#names.push(own);
    this.#bytesLeft -= bytes;
    this.#text += field;
  }

  end(): string {
    const { separator, assign, close } = this.#encoding;
    if (this.#leftOut === 0) return this.#text + close;
    return this.#text + separator + LEFT_OUT_FIELD + assign + String(this.#leftOut) + close;
  }

  #unique(asked: string): string {
    const name = asked.length > MAX_NAME_CHARS ? asked.slice(0, MAX_NAME_CHARS) : asked;
    // a list: most lines have a handful of fields, for which a Set costs more than looking at each
    if (!this.#names.includes(name)) return name;
    let number = 2;
    while (this.#names.includes(`${name}_${number}`)) number += 1;
    return `${name}_${number}`;
  }
}

const withinLimit = (value: string): string => (value.length > MAX_VALUE_CHARS ? cutText(value) : value);

const atMostBytes = (text: string): number =>
  text.length < SMALL_CHARS ? text.length * MAX_UTF8_BYTES_PER_CHAR : Buffer.byteLength(text);
