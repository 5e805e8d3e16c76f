const KEY = /^[\w.-]+$/;

/** What a key looks like in logfmt and LTSV, where a key is not quoted. */
export const isKey = (text: string): boolean => KEY.test(text);
