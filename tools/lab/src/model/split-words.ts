// One word at a time: pieces in double quotes, in single quotes, escaped characters, and plain ones.
const WORD = /\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+)/sy;
const PIECE = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^"'\\]+)/gs;

/** A command in one string, split as a POSIX shell would: quotes and backslashes, nothing else. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const scanner = new RegExp(WORD);
  const end = text.trimEnd().length;
  while (scanner.lastIndex < end) {
    const word = scanner.exec(text)?.[1];
    if (word === undefined) throw new Error(`unbalanced quote or backslash in: ${text}`);
    words.push(word.replace(PIECE, unquote));
  }
  return words;
}

const unquote = (...[, double, single, escaped, plain]: (string | undefined)[]): string =>
  double?.replace(/\\(.)/gs, '$1') ?? single ?? escaped ?? plain ?? '';
