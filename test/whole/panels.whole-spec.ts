import { setTimeout as sleep } from 'node:timers/promises';
import { type Board, BOARDS, type Fault, FAULTS } from '../../tools/dashboards/src/index.ts';
import type { Dashboard, TimeRange } from '../../tools/lab/src/dashboards/index.ts';
import { startBaseLoad, WARM_UP_MS } from '../support/base-load.ts';
import { isEmpty, readBoards, type Series, type Shown, Stores } from '../support/boards.ts';
import { eventually } from '../support/eventually.ts';
import { doFault } from '../support/faults.ts';
import { engine, type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import type { LabProcess } from '../support/lab-process.ts';
import { movementOf } from '../support/movement.ts';
import { Prometheus } from '../support/prometheus.ts';

/** Looks are of one length, so that a series that goes silent in one is seen to have fewer points. */
const LOOK_MS = 20_000;
const QUIET_LOOKS = 2;
/** So long requests are refused before the quiet time. */
const REFUSED_MS = 10_000;
/** What is averaged over a minute shows what was loud for so long. */
const RATE_MS = 60_000;
/** Restarts are counted over five minutes, and other specs kill parts. */
const RESTARTS_MS = 330_000;
/** Scrape, rule and log pipeline need so long to show what happened. */
const DELAY_MS = 8_000;
/** A scrape that begins before the fault ends may still be answered after it: what it sees is as of when it began. */
const SCRAPE_MS = 5_000;
const FAULT_MS = DELAY_MS + LOOK_MS + SCRAPE_MS;
/** A look back, and the minute that is averaged in it: what moves for longer does not come back. */
const SETTLE_MS = LOOK_MS + RATE_MS + 10_000;
const SETTLE_POLL_MS = 2000;
const CASE_LIMIT_MS = 360_000;
/** How many queries the stores are asked at once. */
const AT_ONCE = 8;

/** What is done at the same time, for one does not touch the other's panels. */
const PHASES: readonly (readonly Fault[])[] = [
  ['load'],
  ['bad-input', 'no-stock', 'broken-log-line', 'otel-collector-frozen'],
  ['orders-frozen', 'unreadable-message'],
  ['inventory-frozen'],
  ['postgres-frozen'],
  ['rabbitmq-frozen'],
  ['redis-frozen'],
  ['loki-frozen', 'jaeger-frozen', 'gateway-killed'],
];

// A minute that should be quiet may be loud by chance, and a fault may pass between two scrapes: once more, then it counts. What is
// broken is so both times. At once: after the other tests the lab is no longer what it was in the quiet time.
jest.retryTimes(1, { retryImmediately: true });

let lab: Lab;
let stores: Stores;
let boards: Dashboard[];
let base: readonly LabProcess[] = [];
let agentIsStandIn = false;

/** What each panel showed while nothing was done, look by look, by the name of what is shown. */
const quiet = new Map<string, Series[]>();

/** What is shown over a time, by name. */
type Looked = ReadonlyMap<string, { readonly shown: Shown; readonly series: Series }>;

const look = async (range: TimeRange, which: (shown: Shown) => boolean): Promise<Looked> => {
  const all = (await Promise.all(boards.map((board) => stores.shownOn(board, range)))).flat().filter(which);
  const looked = new Map<string, { shown: Shown; series: Series }>();
  for (let n = 0; n < all.length; n += AT_ONCE) {
    const some = all.slice(n, n + AT_ONCE);
    const answers = await Promise.all(some.map(({ request }) => stores.seriesOf(request)));
    some.forEach((shown, index) => looked.set(shown.name, { shown, series: answers[index] ?? new Map() }));
  }
  return looked;
};

const lookBack = (to = Date.now(), which: (shown: Shown) => boolean = () => true): Promise<Looked> =>
  look({ from: to - LOOK_MS, to }, which);

/** Remembers what is shown while nothing is done, from now on. */
const lookWhileQuiet = async (): Promise<void> => {
  quiet.clear();
  for (let n = 0; n < QUIET_LOOKS; n += 1) {
    await sleep(LOOK_MS);
    for (const [name, { series }] of await lookBack()) quiet.set(name, [...(quiet.get(name) ?? []), series]);
  }
};

beforeAll(
  async () => {
    lab = await wholeLab();
    stores = new Stores(lab);
    boards = readBoards(lab.root);
    agentIsStandIn = (await lab.status()).some(
      ({ name, standIn }) => name === 'fluent-bit' && standIn !== null,
    );
    base = startBaseLoad(lab);
    // What is refused has series of its own from then on: they are to be there from the start.
    await doFault['bad-input'](lab, REFUSED_MS);
    await sleep(WARM_UP_MS);
    const prometheus = new Prometheus(lab.url('prometheus'));
    await eventually('no restart is counted any more', RESTARTS_MS, async () => {
      expect(await prometheus.sum('part:container_restarts:resets5m')).toBe(0);
    });
    await lookWhileQuiet();
  },
  UP_TIMEOUT_MS + CASE_LIMIT_MS + WARM_UP_MS + RESTARTS_MS + QUIET_LOOKS * 2 * LOOK_MS,
);

afterAll(async () => {
  await Promise.all(base.map((load) => load.stop()));
}, CASE_LIMIT_MS);

it('each query of each panel has data while a load runs', async () => {
  const looked = [...(await lookBack()).values()];
  expect(looked.length).toBeGreaterThan(100);
  expect(looked.filter(({ series }) => isEmpty(series)).map(({ shown }) => shown.name)).toEqual([]);
});

it('each label that a link names is in the answers', async () => {
  const missing = [...(await lookBack()).values()].flatMap(({ shown: { name, panel, request }, series }) => {
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

interface PanelOfBoard {
  readonly board: Board;
  readonly id: number;
}

const isOn =
  ({ board, id }: PanelOfBoard) =>
  (shown: Shown): boolean =>
    shown.board === board.uid && shown.panel.id === id;

/** What moved of a panel, by the name of what is shown, and how, in words. */
const movementsOf = (looks: readonly Looked[], panel: PanelOfBoard): ReadonlyMap<string, string> =>
  new Map(
    looks
      .flatMap((looked) => [...looked.values()])
      .filter(({ shown }) => isOn(panel)(shown))
      .flatMap(({ shown, series }) => {
        const movement = movementOf(shown.panel, quiet.get(shown.name) ?? [], series);
        return movement === undefined ? [] : [[shown.name, movement] as const];
      }),
  );

const panels = BOARDS.flatMap((board) =>
  [...board.movedBy].map(([id, fault]) => ({
    board,
    id,
    fault,
    name: `${board.dashboard.title}: ${board.dashboard.panels?.find((panel) => panel.id === id)?.title ?? id}`,
  })),
);

let tries = 0;
it(
  'no panel moves when nothing is done',
  async () => {
    tries += 1;
    if (tries > 1) {
      await sleep(RATE_MS);
      await lookWhileQuiet();
    }
    await sleep(LOOK_MS);
    const control = await lookBack();
    expect(panels.flatMap((panel) => [...movementsOf([control], panel)])).toEqual([]);
  },
  CASE_LIMIT_MS,
);

/** Waits until nothing of these moves any more for what was done before. What does all the same shows nothing of what comes. */
const stillMoving = async (some: readonly PanelOfBoard[]): Promise<ReadonlySet<string>> => {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const now = await lookBack(Date.now(), (shown) => some.some((panel) => isOn(panel)(shown)));
    const moving = new Set(some.flatMap((panel) => [...movementsOf([now], panel).keys()]));
    if (moving.size === 0 || Date.now() > deadline) return moving;
    await sleep(SETTLE_POLL_MS);
  }
};

/** By name. Where a phase is tried again, what has moved need not do it twice. */
const seenMoving = new Set<string>();

// The collector does not count what it sends again.
const UNCOUNTED_BY_STAND_IN = 'Telemetry pipeline: Log delivery retries';
if (!panels.some(({ name }) => name === UNCOUNTED_BY_STAND_IN))
  throw new Error(`there is no panel "${UNCOUNTED_BY_STAND_IN}"`);

// Only natively are the log files ours to write to.
const isPossible = (fault: Fault): boolean => engine === 'native' || fault !== 'broken-log-line';
const impossible = FAULTS.filter((fault) => !isPossible(fault));

describe('each panel moves when what it names is done to the lab:', () => {
  if (impossible.length > 0) it.skip.each(impossible)('%s', () => undefined);

  it.each(
    PHASES.map((faults) => faults.filter(isPossible)).map((faults) => [faults.join(', '), faults] as const),
  )(
    '%s',
    async (_, faults) => {
      const named = panels
        .filter(({ fault }) => faults.includes(fault))
        .filter(({ name }) => !(agentIsStandIn && name === UNCOUNTED_BY_STAND_IN));
      const moving = await stillMoving(named);
      const from = Date.now();
      await Promise.all(faults.map((fault) => doFault[fault](lab, FAULT_MS)));
      const end = from + FAULT_MS - SCRAPE_MS;
      await sleep(DELAY_MS);
      // The first seconds too: a client that gave up a frozen peer no longer waits for it.
      const looks = [await lookBack(from + LOOK_MS), await lookBack(end), await lookBack()];
      await lab.allReady();
      for (const panel of named)
        if ([...movementsOf(looks, panel).keys()].some((name) => !moving.has(name)))
          seenMoving.add(panel.name);
      const still = named.filter(({ name }) => !seenMoving.has(name));
      expect(still.map(({ name, fault }) => `${name} (${fault})`)).toEqual([]);
    },
    CASE_LIMIT_MS,
  );

  it('and every fault that a panel names is done', () => {
    expect(PHASES.flat().sort()).toEqual([...FAULTS].sort());
  });
});
