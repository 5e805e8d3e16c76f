import type { Address } from '../address.ts';
import type { RangeText } from '../time-range.ts';

/** What a view may do to the page around it. */
export interface Page {
  /** Goes to an address of the page, as a link would. */
  go(href: string): void;
  /** Changes parameters of this address; undefined removes one. The view is told by `update`. */
  change(params: Readonly<Record<string, string | readonly string[] | undefined>>): void;
}

/** One of the page's views, between leaving the one before and going to the next. */
export interface ShownView {
  readonly title: string;
  readonly element: HTMLElement;
  /** Controls of its own, beside those of the page. */
  readonly controls: HTMLElement;
  /** Whether the time range of the page is about it. */
  readonly usesTime: boolean;
  /** The time range that it starts with, where the address has none. */
  readonly defaultRange: RangeText;
  readonly defaultRefresh: string;
  /** Asks anew for what is shown: another range, another choice, or time has passed. */
  update(address: Address): Promise<void>;
  dispose(): void;
}
