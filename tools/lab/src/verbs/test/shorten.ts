import { stripVTControlCharacters } from 'node:util';

const SHOWN_CHARACTERS = 200;

/** The start of a message, on one line. */
export function shorten(message: string): string {
  const line = stripVTControlCharacters(message).replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)} …` : line;
}
