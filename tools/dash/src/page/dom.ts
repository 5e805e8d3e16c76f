export type Child = Node | string | number | false | null | undefined;
type Attribute = string | number | boolean | undefined | ((event: never) => void);
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * An element with attributes and children. `onclick` and the like take a function. Text is always text, never markup: labels, span
 * names and log lines come from outside.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(
    ...children.filter(isShown).map((child) => (typeof child === 'number' ? String(child) : child)),
  );
  return element;
}

const isShown = (child: Child): child is Node | string | number =>
  child !== undefined && child !== null && child !== false;

function setAttribute(element: Element, name: string, value: Attribute): void {
  if (typeof value === 'function') element.addEventListener(name.slice('on'.length), value as EventListener);
  else if (value === true) element.setAttribute(name, '');
  else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag: string, attributes: Attributes = {}, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

let pickers = 0;

/** A labelled list to choose from; several where `multiple`. */
export function picker(
  label: string,
  choices: readonly Choice[],
  {
    selected,
    multiple = false,
    onChange,
  }: { selected: readonly string[]; multiple?: boolean; onChange: (values: string[]) => void },
): HTMLElement {
  const options = choices.map(({ value, text }) =>
    h('option', { value, selected: selected.includes(value) }, text),
  );
  const id = `picker-${++pickers}`;
  const size = multiple ? Math.min(4, choices.length) : undefined;
  const select = h('select', { id, multiple, size }, ...options);
  select.addEventListener('change', () => onChange([...select.selectedOptions].map(({ value }) => value)));
  return h('span', { class: 'picker' }, h('label', { for: id }, label), select);
}
