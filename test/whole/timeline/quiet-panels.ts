import { isEmpty } from '../../support/boards.ts';
import type { Looked } from './looks.ts';
import { isOf, movementsIn, panels } from './panels.ts';
import type { Timeline } from './timeline.ts';

/** While nothing is done: each panel shows something, and keeps still. */
export const observeQuietPanels = (timeline: Timeline): void => {
  it('each query of each panel has data while a load runs', () => {
    const looked = [...(timeline.quiet.at(-1)?.values() ?? [])];
    expect(looked.length).toBeGreaterThan(100);
    expect(looked.filter(({ series }) => isEmpty(series)).map(({ shown }) => shown.name)).toEqual([]);
  });

  it('each label that a link names is in the answers', () => {
    const looked = [...(timeline.quiet.at(-1)?.values() ?? [])];
    const missing = looked.flatMap(({ shown: { name, panel, request }, series }) => {
      if (request.answer !== 'series' && request.answer !== 'instant') return [];
      const named = panel.fieldConfig.defaults.links.flatMap(({ url }) =>
        [...url.matchAll(/__field\.labels\.(\w+)/g)].map(([, label = '']) => label),
      );
      const without = [...series.keys()].filter((key) =>
        named.some((label) => !(label in (JSON.parse(key) as Record<string, string>))),
      );
      return without.map((key) => `${name}: ${key}`);
    });
    expect(missing).toEqual([]);
  });

  it('no panel moves when nothing is done', () => {
    const [first, second, third] = timeline.quiet;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no looks');
    const moves = (looked: Looked, others: readonly Looked[]): ReadonlyMap<string, string> =>
      movementsIn(
        new Map([...looked].filter(([, { shown }]) => panels.some((panel) => isOf(panel, shown)))),
        others,
      );
    // One odd minute is chance: what moves on its own is outside of what the other two looks show at both ends.
    const early = moves(first, [second, third]);
    const late = moves(third, [first, second]);
    expect([...late].filter(([name]) => early.has(name))).toEqual([]);
  });
};
