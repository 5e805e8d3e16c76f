/** Text that is safe inside of an element or a quoted attribute. */
const escape = (text: string): string =>
  text.replaceAll(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`, // by number: the same rule for all five
  );

/** Markup that needs no escaping any more. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Part[];

const render = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escape(String(part));
};

/** Markup with values in it; what is not markup itself is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, index) => text + render(parts[index] ?? '')).join(''));
