import type { LogFormat } from '@lab/contracts';
import type { Encoding } from './formats/encoding';
import { ENCODINGS } from './formats/encodings';
import { LOG_ERROR_FIELD } from './record/field-key';
import { type HeadEntry, LineHead, type Origin } from './line-head';
import { LogLine } from './log-line';
import { LogRecord } from './record/log-record';
import { describeFailure, messageAmong, messageOf, messageText } from './record/message';
import { isError } from './record/scalar';

/** pino's input for one line. */
export interface LogEntry extends HeadEntry {
  /** Undefined where the call had none: then it is the object's `msg`. */
  readonly msg: unknown;
  readonly own: object;
  /** A child logger's fields; they stand before the line's own, which replace those of the same name. */
  readonly bindings: object | undefined;
}

/** Writes the lines of one process in one format. */
export class LogEncoder {
  readonly #encoding: Encoding;
  readonly #head: LineHead;

  constructor(format: LogFormat, origin: Origin) {
    this.#encoding = ENCODINGS[format];
    this.#head = new LineHead(this.#encoding, origin);
  }

  /** One line with its newline. Never throws: what fails is said on the line, which keeps its number and its message. */
  encode(entry: LogEntry): string {
    try {
      return this.#encode(entry);
    } catch (error) {
      return this.#encodeFailure(entry, error);
    }
  }

  #encode(entry: LogEntry): string {
    const { bindings, msg } = entry;
    const own = asFields(entry.own);
    const line = this.#begin(entry, messageText(msg === undefined ? messageOf(own) : msg));
    const record = new LogRecord(line);
    if (bindings !== undefined) record.addAll(bindings, (key) => Object.hasOwn(own, key));
    record.addAll(own, msg === undefined ? isMessage : undefined);
    return line.end();
  }

  #encodeFailure(entry: LogEntry, error: unknown): string {
    const line = this.#begin(entry, messageText(messageAmong([entry.msg, entry.own])));
    line.add(LOG_ERROR_FIELD, describeFailure(error));
    return line.end();
  }

  #begin(entry: LogEntry, message: string): LogLine {
    return new LogLine(this.#encoding, this.#head.write(entry, message));
  }
}

const isMessage = (key: string): boolean => key === 'msg';

/** pino does this itself, but not for an error of another realm. */
const asFields = (own: object): object => (isPlain(own) || !isError(own) ? own : { err: own });

const isPlain = (object: object): boolean => Object.getPrototypeOf(object) === Object.prototype;
