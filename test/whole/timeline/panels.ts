import { BOARDS, type Board, type Mover } from '../../../tools/dashboards/src/index.ts';
import type { Series, Shown } from '../../support/boards.ts';
import { movementOf } from '../../support/movement.ts';
import type { Looked } from './looks.ts';

export interface PanelOfBoard {
  readonly board: Board;
  readonly id: number;
  readonly fault: Mover;
  readonly name: string;
}

export const panels: readonly PanelOfBoard[] = BOARDS.flatMap((board) =>
  [...board.movedBy].map(([id, fault]) => ({
    board,
    id,
    fault,
    name: `${board.dashboard.title}: ${board.dashboard.panels?.find((panel) => panel.id === id)?.title ?? id}`,
  })),
);

export const isOf = ({ board, id }: PanelOfBoard, shown: Shown): boolean =>
  board.uid === shown.board && id === shown.panel.id;

export const isMovedBy = (fault: Mover, shown: Shown): boolean =>
  panels.some((panel) => panel.fault === fault && isOf(panel, shown));

/** What moved, by the name of what is shown, and how, in words. */
export const movementsIn = (looked: Looked, quiet: readonly Looked[]): ReadonlyMap<string, string> =>
  new Map(
    [...looked].flatMap(([name, { shown, series }]) => {
      const before = quiet.map((look): Series => look.get(name)?.series ?? new Map<string, number[]>());
      const movement = movementOf(shown.panel, before, series);
      return movement === undefined ? [] : [[name, movement] as const];
    }),
  );
