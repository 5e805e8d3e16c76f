/** Longest text of a span's attribute. Clients choose paths, hosts and user agents, of up to 16 KB together. */
export const MAX_TEXT = 512;

/**
 * A copy of the text. V8 makes a substring a view of the whole string: 32 characters of a header of
 * 16 KB keep all of it for as long as a span waits for its export.
 */
export const copyOf = (text: string): string => Buffer.from(text).toString();

/** The text's beginning, as much as a span may keep of it. */
export const boundedText = (text: string): string =>
  text.length <= MAX_TEXT ? text : copyOf(text.slice(0, MAX_TEXT));
