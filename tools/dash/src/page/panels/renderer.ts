import type { Panel, PanelData, TimeRange } from '@lab/boards';
import type { LinkContext } from '../format/links.ts';

/** What surrounds a panel while it is drawn. */
export interface Surroundings {
  readonly range: TimeRange;
  readonly links: LinkContext;
  /** The reader has drawn a box over a part of the time. */
  zoom(range: TimeRange): void;
  /** Twice as much time around the same middle. */
  zoomOut(): void;
}

/** Draws one type of panel into its place. */
export interface Renderer {
  /** Answers whether there was anything to draw. */
  render(data: PanelData, surroundings: Surroundings): boolean;
  dispose(): void;
}

export type MakeRenderer = (panel: Panel, host: HTMLElement) => Renderer;
