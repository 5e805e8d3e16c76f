const two = (n: number): string => String(n).padStart(2, '0');

export function clock(ms: number, { withMs = false }: { withMs?: boolean } = {}): string {
  const at = new Date(ms);
  const seconds = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return withMs ? `${seconds}.${String(at.getMilliseconds()).padStart(3, '0')}` : seconds;
}

export function date(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const dateTime = (ms: number, options: { withMs?: boolean } = {}): string =>
  `${date(ms)} ${clock(ms, options)}`;

/** The time of day alone where it is today's: narrow columns. */
export const shortTime = (ms: number, now = Date.now()): string =>
  date(ms) === date(now) ? clock(ms) : dateTime(ms);

/** Of a span: never scaled up to minutes, for then bars could not be compared. */
export function microseconds(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${trimmed(us / 1000)} ms`;
  return `${trimmed(us / 1_000_000)} s`;
}

const trimmed = (value: number): string =>
  String(Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)));
