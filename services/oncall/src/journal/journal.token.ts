/** Injects what `openJournal` found. */
export const JOURNAL = Symbol('Journal');
