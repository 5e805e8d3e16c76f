import { FAULTS } from '../../../tools/dashboards/src/index.ts';
import { isShortLived, LOOK_MS, type Looked } from './looks.ts';
import { isMovedBy, isOf, movementsIn, type PanelOfBoard, panels } from './panels.ts';
import { DELAY_S, SCRIPT } from './script.ts';
import { type Done, isPossible, type Timeline } from './timeline.ts';

/** A scrape that begins before the fault ends may still be answered after it: what it sees is as of when it began. */
const SCRAPE_MS = 5_000;
const LOOKS_LIMIT_MS = 120_000;

// The collector does not count what it sends again.
const UNCOUNTED_BY_FALLBACK = 'Telemetry pipeline: Log delivery retries';
if (!panels.some(({ name }) => name === UNCOUNTED_BY_FALLBACK))
  throw new Error(`there is no panel "${UNCOUNTED_BY_FALLBACK}"`);

/**
 * The panels that do not show their fault. What was moving just before it, from an earlier fault or by chance, has to move further:
 * out of what it showed then, too.
 */
const notShown = async (
  timeline: Timeline,
  { fault, from, to, ended, shortLived }: Done,
): Promise<string[]> => {
  const named = panels.filter((panel) => panel.fault === fault);
  const look = (end: number): Promise<Looked> =>
    timeline.looker.until(end, (shown) => !isShortLived(shown) && isMovedBy(fault, shown));
  const ends = [from, from + LOOK_MS, to - SCRAPE_MS, ended + DELAY_S * 1000];
  const [before, ...during] = await Promise.all(ends.map(look));
  if (before === undefined) throw new Error('no look');
  const band = timeline.quiet.slice(0, 2);
  const already = movementsIn(before, band);
  const isMoved = (looked: Looked, panel: PanelOfBoard): boolean => {
    const own = new Map([...looked].filter(([, { shown }]) => isOf(panel, shown)));
    const further = movementsIn(own, [...band, before]);
    return [...movementsIn(own, band).keys()].some((name) => !already.has(name) || further.has(name));
  };
  return named
    .filter((panel) => ![...during, shortLived].some((looked) => isMoved(looked, panel)))
    .map((panel) => {
      const words = [...before]
        .filter(([, { shown }]) => isOf(panel, shown))
        .map(([name]) => already.get(name));
      const moving = words.find((each) => each !== undefined);
      return `${panel.name}: ${moving === undefined ? 'did not move' : `was moving before: ${moving}`}`;
    });
};

/** After the script: each panel moved when what it names was done to the lab. */
export const observeFaultPanels = (timeline: Timeline): void => {
  describe('each panel moved when what it names was done to the lab:', () => {
    const [possible, impossible] = [
      FAULTS.filter((fault) => isPossible({ fault })),
      FAULTS.filter((fault) => !isPossible({ fault })),
    ];
    if (impossible.length > 0) it.skip.each(impossible)('%s', () => undefined);

    it.each(possible)(
      '%s',
      async (fault) => {
        const done = timeline.done.find((each) => each.fault === fault);
        if (done === undefined)
          throw new Error(`${fault} was not done to its end`, { cause: timeline.failed.get(fault) });
        const agentIsFallback = timeline.before.some(
          ({ name, fallback }) => name === 'fluent-bit' && fallback !== null,
        );
        const uncounted = agentIsFallback ? [UNCOUNTED_BY_FALLBACK] : [];
        const missing = await notShown(timeline, done);
        expect(missing.filter((line) => !uncounted.some((name) => line.startsWith(name)))).toEqual([]);
      },
      LOOKS_LIMIT_MS,
    );
  });

  it('every fault that a panel names is done once', () => {
    expect(SCRIPT.map(({ fault }) => fault).sort()).toEqual([...FAULTS].sort());
  });
};
