// Control characters, and those that turn the direction of what follows: with either a logged value could write to the
// terminal what it likes.
const UNSAFE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const LAST_OF_ONE_BYTE = 0xff;

function visible(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return (
    NAMES[character] ??
    (code > LAST_OF_ONE_BYTE ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`)
  );
}

/** Text that can do nothing to a terminal: `\x1b`, `\n`. */
export const printable = (text: string): string => text.replace(UNSAFE, visible);

/** The same for a line of another program, whose tabs are columns. */
export const printableLine = (line: string): string => line.split('\t').map(printable).join('\t');

/** As the value of `key=value`: in quotes where it would not be seen where it ends. */
export const printableValue = (value: string): string =>
  /^[^\p{Cc}\s"=]+$/u.test(value) ? printable(value) : printable(`"${value.replace(/["\\]/g, '\\$&')}"`);

/** JSON that is safe to print as well: it escapes fewer characters than a terminal obeys. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
