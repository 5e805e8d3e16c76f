import { ALL, type ResolvedVariable } from '@lab/boards';
import { h, picker } from '../dom.ts';

const HIDDEN = 2;

/** The variables of a board to choose from. They are made anew only when there is something else to choose. */
export class VariablePickers {
  readonly element = h('div', { class: 'variables' });
  readonly #choose: (name: string, values: readonly string[]) => void;
  #shown = '';

  constructor(choose: (name: string, values: readonly string[]) => void) {
    this.#choose = choose;
  }

  show(resolved: readonly ResolvedVariable[]): void {
    const shown = JSON.stringify(resolved.map(({ choices, selected }) => [choices, selected]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.replaceChildren(
      ...resolved.filter(({ variable }) => variable.hide !== HIDDEN).map((each) => this.#picker(each)),
    );
  }

  #picker({ variable, choices, selected }: ResolvedVariable): HTMLElement {
    const known = choices.map(({ value }) => value);
    const all = [
      ...(variable.includeAll ? [{ value: ALL, text: 'All' }] : []),
      ...choices,
      // From an address, and not (any more) among the values: it is what is shown, so it is there.
      ...selected
        .filter((value) => value !== ALL && !known.includes(value))
        .map((value) => ({ value, text: value })),
    ];
    return picker(variable.label ?? variable.name, all, {
      selected,
      multiple: variable.multi,
      onChange: (values) => this.#choose(variable.name, values),
    });
  }
}
