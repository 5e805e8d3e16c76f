// A report as data, written once and rendered as Markdown and as HTML. Every text in it is plain: the renderers escape it.

/** Part of a line. */
export type Inline =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** Anything else in a link could be a script. */
export const isWebAddress = (url: string): boolean => /^https?:\/\//.test(url);

/** A line, or a cell. */
export type Line = readonly Inline[];

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly line: Line }
  /** Set apart: what a reader must not miss. */
  | { readonly kind: 'note'; readonly line: Line }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] }
  /** `svg` is markup; `name` is that of its file beside the Markdown. */
  | { readonly kind: 'figure'; readonly name: string; readonly svg: string; readonly caption: string };

export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export const strong = (text: string): Inline => ({ kind: 'strong', text });
export const code = (text: string): Inline => ({ kind: 'code', text });
export const link = (text: string, url: string): Inline => ({ kind: 'link', text, url });

export const heading = (level: 1 | 2 | 3, text: string): Block => ({ kind: 'heading', level, text });
export const paragraph = (...line: Line): Block => ({ kind: 'paragraph', line });
export const note = (...line: Line): Block => ({ kind: 'note', line });
export const list = (items: readonly (Line | string)[]): Block => ({
  kind: 'list',
  items: items.map(toLine),
});
/** A cell may be a plain text. */
export const tableOf = (head: readonly string[], rows: readonly (readonly (Line | string)[])[]): Block => ({
  kind: 'table',
  head,
  rows: rows.map((cells) => cells.map(toLine)),
});

const toLine = (cell: Line | string): Line => (typeof cell === 'string' ? [cell] : cell);
