import type { Fact } from '../journal/fact';
import type { State } from '../incident/state';

/** What is to be written down, and what to answer once it is. No facts: everything stays as it is. */
export interface Decision<T> {
  readonly facts: readonly Fact[];
  /** From the state with the facts in it. */
  readonly answer: (state: State) => T;
}
