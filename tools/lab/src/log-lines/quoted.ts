const BACKSLASH = 92;

/** Where the quote stands that ends the text begun by the one at `from`; -1 if nothing ends it. */
export function endOfQuoted(line: string, from: number): number {
  let at = line.indexOf('"', from + 1);
  while (at >= 0 && isEscaped(line, at)) at = line.indexOf('"', at + 1);
  return at;
}

function isEscaped(line: string, at: number): boolean {
  let first = at;
  while (line.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}
