import { LOG_EVENTS } from '@lab/contracts';
import type { LogLine } from '../../../log-lines/log-line.ts';
import type { Colours } from './colours.ts';
import { printable } from './printable.ts';

const FIELDS = ['method', 'route', 'status', 'duration_ms'] as const;

export interface Headline {
  readonly text: string;
  /** The fields that it says already. */
  readonly said: readonly string[];
}

/** What happened, in a few words: the message, or of a request what everybody wants to know of one. */
export function headlineOf({ msg, fields }: LogLine, colours: Colours): Headline {
  const [method, route, status, duration] = FIELDS.map((name) => fields.get(name));
  if (msg !== LOG_EVENTS.request || !method || !route || !status || !duration)
    return { text: printable(msg), said: [] };
  const words = [method, route].map(printable);
  return {
    text: [...words, painted(printable(status), colours), printable(milliseconds(duration))].join(' '),
    said: FIELDS,
  };
}

function painted(status: string, colours: Colours): string {
  if (status.startsWith('5')) return colours.red(status);
  return status.startsWith('4') ? colours.yellow(status) : status;
}

const milliseconds = (text: string): string => {
  const number = Number(text);
  return `${Number.isFinite(number) ? number.toFixed(1) : text} ms`;
};
