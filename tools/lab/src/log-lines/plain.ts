/** Longer lines are rare, and a pattern that repeats would need much memory to step back over one. */
const MAX_LENGTH = 4096;

/**
 * Whether the fields of a line lie there as they are, nothing quoted or escaped, as in nearly all lines. One look at the
 * whole of such a line spares one at each field.
 */
export const isPlain = (line: string, pattern: RegExp): boolean =>
  line.length <= MAX_LENGTH && pattern.test(line);

/** Keys and values of a line that is plain; undefined where a key stands twice. */
export function readPairs(
  line: string,
  afterKey: string,
  afterValue: string,
): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  let count = 0;
  for (let at = 0; at <= line.length; count += 1) {
    const middle = line.indexOf(afterKey, at);
    const next = line.indexOf(afterValue, middle + 1);
    const end = next < 0 ? line.length : next;
    fields.set(line.slice(at, middle), line.slice(middle + 1, end));
    at = end + 1;
  }
  return fields.size === count ? fields : undefined;
}
