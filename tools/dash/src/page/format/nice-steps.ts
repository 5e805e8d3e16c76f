const KIB = 1024;

/**
 * The distance between the lines of a value axis, where the usual 1, 2, 5 would be odd numbers to read: powers of two for bytes.
 * Undefined where the usual ones do.
 */
export function niceStep(
  highest: number,
  { unit, lines }: { unit: string | undefined; lines: number },
): number | undefined {
  if (!['bytes', 'binBps'].includes(unit ?? '') || highest < KIB) return undefined;
  return 2 ** Math.ceil(Math.log2(highest / lines));
}
