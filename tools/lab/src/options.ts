// Parsers of options, for commander: each returns the value that the verb receives, or refuses the text with its reason.
import { InvalidArgumentError } from 'commander';

const MS_PER = { ms: 1, s: 1000, m: 60_000 } as const;
const DURATION = /^(\d{1,6})(ms|s|m)$/;

const shown = (ms: number): string => (ms > 0 && ms < 1000 ? `${ms}ms` : `${ms / 1000}s`);

/** `500ms`, `30s`, `5m` → milliseconds, within bounds. */
export const duration =
  (minMs = 0, maxMs = Infinity) =>
  (text: string): number => {
    const [, amount, unit] = DURATION.exec(text) ?? [];
    if (!amount || !unit) throw new InvalidArgumentError('It must be a duration such as 500ms, 30s or 5m.');
    const ms = Number(amount) * MS_PER[unit as keyof typeof MS_PER];
    if (ms < minMs && maxMs === Infinity)
      throw new InvalidArgumentError(`It must be at least ${shown(minMs)}.`);
    if (ms < minMs || ms > maxMs)
      throw new InvalidArgumentError(`It must be from ${shown(minMs)} to ${shown(maxMs)}.`);
    return ms;
  };

/** `700ms/300ms`: so long in effect, so long not, again and again. */
export const pulse = (text: string): { onMs: number; offMs: number } => {
  const [on, off, ...rest] = text.split('/');
  if (on === undefined || off === undefined || rest.length > 0)
    throw new InvalidArgumentError('It must be two durations such as 700ms/300ms: on, then off.');
  const part = duration(100, 60_000);
  return { onMs: part(on), offMs: part(off) };
};

export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return number;
  };

/** Names between commas, with or without blanks; of those that are known, where these are given. */
export const names =
  <Name extends string>(known?: readonly Name[]) =>
  (text: string): Name[] => {
    const found = text
      .split(',')
      .map((name) => name.trim())
      .filter((name): name is Name => name !== '');
    if (found.length === 0) throw new InvalidArgumentError('Name at least one.');
    const unknown = found.find((name) => known?.includes(name) === false);
    if (unknown !== undefined)
      throw new InvalidArgumentError(`Unknown: "${unknown}". Available: ${known?.join(', ') ?? ''}.`);
    return found;
  };

/** A whole trace id, or as much of it as a readable line shows. */
export const traceId = (text: string): string => {
  if (!/^[0-9a-f]{8,32}$/i.test(text))
    throw new InvalidArgumentError('It must be a trace id: 32 hexadecimal digits, or at least the first 8.');
  return text.toLowerCase();
};
