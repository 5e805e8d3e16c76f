import { printable } from './printable.ts';

type Fields = ReadonlyMap<string, string>;

const OF_AN_ERROR = /^(.+)\.(?:stack|message)$/;
/** The error that a line is about, and what caused it. Others (`err.errors.0`) are told at length if they have a stack. */
const MAIN = /^err(?:\.cause)*$/;
const PARTS = ['type', 'message', 'stack'] as const;

export interface ErrorText {
  readonly lines: readonly string[];
  /** The fields that it tells. */
  readonly said: readonly string[];
}

/** What went wrong, as Node would print it: stacks in lines of their own, causes after what they caused. */
export function errorTextOf(fields: Fields): ErrorText {
  const owners = new Set([...fields.keys()].flatMap((key) => OF_AN_ERROR.exec(key)?.[1] ?? []));
  const told = [...owners].filter((owner) => MAIN.test(owner) || fields.has(`${owner}.stack`));
  return {
    lines: told.flatMap((owner) => linesOf(owner, fields)),
    said: told.flatMap((owner) => PARTS.map((part) => `${owner}.${part}`)),
  };
}

function linesOf(owner: string, fields: Fields): string[] {
  const [type, message, stack] = PARTS.map((part) => fields.get(`${owner}.${part}`));
  const headline = [type, message].filter(Boolean).join(': ');
  // A stack begins with type and message, unless somebody changed one of them later.
  const text = stack?.includes(message ?? '') === true ? stack : [headline, stack].filter(Boolean).join('\n');
  return `${introduction(owner)}${text}`
    .split(/\r?\n/)
    .map((line) => printable(line.replaceAll('\t', '    ')));
}

function introduction(owner: string): string {
  if (owner === 'err') return '';
  return owner.endsWith('.cause') ? 'caused by: ' : `${owner}: `;
}
