import { setTimeout as sleep } from 'node:timers/promises';
import { BOARDS, type Fault, FAULTS } from '../../tools/dashboards/src/index.ts';
import type { Dashboard, TimeRange } from '../../tools/lab/src/dashboards/index.ts';
import { isEmpty, readBoards, type Series, type Shown, Stores } from '../support/boards.ts';
import { doFault } from '../support/faults.ts';
import { engine, type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { movementOf } from '../support/movement.ts';

/** Until what is averaged over a minute has seen a minute of load. */
const WARM_UP_MS = 80_000;
const LOOK_MS = 20_000;
const QUIET_LOOKS = 3;
const FAULT_MS = 22_000;
/** Scrape, rule and log pipeline need so long to show what happened. */
const DELAY_MS = 7_000;
const RECOVERY_MS = 15_000;
const CASE_LIMIT_MS = 240_000;
/** Longer than all of this takes; it is ended at the end. */
const BASE_LOAD = '1500s';

let lab: Lab;
let stores: Stores;
let boards: Dashboard[];
let base: Promise<unknown>[];
const stop = new AbortController();

/** What each panel showed while nothing was done, look by look, by the name of what is shown. */
const quiet = new Map<string, Series[]>();
let control: Looked;

/** What is shown over a time, by name. */
type Looked = ReadonlyMap<string, { readonly shown: Shown; readonly series: Series }>;

const look = async (range: TimeRange): Promise<Looked> => {
  const all = (await Promise.all(boards.map((board) => stores.shownOn(board, range)))).flat();
  const looked = new Map<string, { shown: Shown; series: Series }>();
  for (const shown of all) looked.set(shown.name, { shown, series: await stores.seriesOf(shown.request) });
  return looked;
};

const lookBack = (ms = LOOK_MS): Promise<Looked> => look({ from: Date.now() - ms, to: Date.now() });

beforeAll(
  async () => {
    lab = await wholeLab();
    stores = new Stores(lab);
    boards = readBoards(lab.root);
    base = [
      lab.background(['load', 'steady', '--rate', '12', '--duration', BASE_LOAD, '--no-audit'], stop.signal),
      lab.background(['load', 'browse', '--rate', '4', '--duration', BASE_LOAD, '--no-audit'], stop.signal),
    ];
    await sleep(WARM_UP_MS);
    for (let n = 0; n < QUIET_LOOKS; n += 1) {
      await sleep(LOOK_MS);
      for (const [name, { series }] of await lookBack())
        quiet.set(name, [...(quiet.get(name) ?? []), series]);
    }
    await sleep(LOOK_MS);
    control = await lookBack();
  },
  UP_TIMEOUT_MS + WARM_UP_MS + (QUIET_LOOKS + 1) * 2 * LOOK_MS,
);

afterAll(async () => {
  stop.abort();
  await Promise.all(base);
}, CASE_LIMIT_MS);

it('each query of each panel has data while a load runs', () => {
  expect(quiet.size).toBeGreaterThan(100);
  const empty = [...control.values()].filter(({ series }) => isEmpty(series)).map(({ shown }) => shown.name);
  expect(empty).toEqual([]);
});

/** What moved of a board's panel, in words. */
const movementsOf = (looks: readonly Looked[], board: string, panelId: number): string[] =>
  looks.flatMap((looked) =>
    [...looked.values()]
      .filter(({ shown }) => shown.board === board && shown.panelId === panelId)
      .flatMap(({ shown, series }) => movementOf(quiet.get(shown.name) ?? [], series) ?? []),
  );

const titleOf = (board: string, panelId: number): string =>
  boards.find(({ uid }) => uid === board)?.panels.find(({ id }) => id === panelId)?.title ?? '?';

const panels = BOARDS.flatMap(({ uid, movedBy }) =>
  [...movedBy].map(([panelId, fault]) => ({ board: uid, panelId, fault })),
);

it('no panel moves when nothing is done', () => {
  const moved = panels.flatMap(({ board, panelId }) =>
    movementsOf([control], board, panelId).map((words) => `${board}: ${titleOf(board, panelId)}: ${words}`),
  );
  expect(moved).toEqual([]);
});

// Only natively are the log files ours to write to.
const isPossible = (fault: Fault): boolean => engine === 'native' || fault !== 'broken-log-line';
const possible = FAULTS.filter(isPossible);
const impossible = FAULTS.filter((fault) => !isPossible(fault));

describe('each panel moves when what it names is done to the lab:', () => {
  if (impossible.length > 0) it.skip.each(impossible)('%s', () => undefined);

  it.each(possible)(
    '%s',
    async (fault) => {
      const from = Date.now();
      await doFault[fault](lab, FAULT_MS);
      await sleep(DELAY_MS);
      const looks = [await look({ from: from + DELAY_MS, to: from + FAULT_MS }), await lookBack(DELAY_MS)];
      const still = panels
        .filter((panel) => panel.fault === fault)
        .filter(({ board, panelId }) => movementsOf(looks, board, panelId).length === 0)
        .map(({ board, panelId }) => `${board}: ${titleOf(board, panelId)}`);
      await sleep(RECOVERY_MS);
      await lab.allReady();
      expect(still).toEqual([]);
    },
    CASE_LIMIT_MS,
  );
});
