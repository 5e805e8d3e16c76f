import { join, resolve } from 'node:path';
import { type Objective, readObjectives } from '../../tools/objectives/src/index.ts';
import type { SecondLab } from '../../tools/lab/src/second-lab/second-lab.ts';
import { discard, engine, Lab, ownLab, UP_TIMEOUT_MS } from '../support/lab.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';
import { confirm, type Seen, SLACK_SECONDS, traffic } from './blind-spots/points.ts';

const CASE_LIMIT_MS = 400_000;
const HISTORY_S = 60;
const READS = 20;
const ORDERS = 5;

const objectives = readObjectives(join(resolve(__dirname, '../..'), 'prometheus/slo'));
const named = (name: string): Objective => {
  const found = objectives.find((objective) => objective.name === name);
  if (found === undefined) throw new Error(`there is no objective ${name}`);
  return found;
};

let prepared: SecondLab;
let lab: Lab;
let shop: Shop;

const place = async (): Promise<boolean> => {
  const { status } = await shop.place({ customerId: 'c-1', lines: TWO_LAMPS });
  return status >= 500;
};
const read = async (path: string): Promise<boolean> => (await shop.send(path)).status >= 500;
const goodTraffic = (seconds: number): Promise<unknown> =>
  Promise.all([
    traffic({ send: () => read('/catalog'), perSecond: READS }, seconds),
    traffic({ send: place, perSecond: ORDERS }, seconds),
  ]);

/** The alerts did what the map says of what clients saw. */
const agrees = ({ expected, pagedAfter }: Seen): boolean => {
  if (expected?.severity !== 'page') return pagedAfter === undefined;
  return pagedAfter !== undefined && Math.abs(pagedAfter - expected.afterSeconds) <= SLACK_SECONDS;
};

/** A lab of its own: what had failed before would be in the windows, too. */
describe('three points of the maps of blind spots, on a live lab', () => {
  beforeAll(async () => {
    prepared = await ownLab('blind-spots');
    lab = new Lab(prepared);
    await lab.ok(['up', '--engine', engine], UP_TIMEOUT_MS);
    await lab.allReady();
    shop = new Shop(lab);
  }, UP_TIMEOUT_MS);
  afterAll(() => discard(prepared), UP_TIMEOUT_MS);

  it(
    'nobody is called in a total outage while hardly anybody orders',
    async () => {
      const night = { send: place, perSecond: 0.07, seconds: 70 };
      const seen = await confirm(
        lab,
        { ...night, objective: named('placing-orders-availability'), frozen: 'orders' },
        0,
      );
      expect(seen.burst.errorRatio).toBe(1);
      expect(seen.expected?.severity).not.toBe('page');
      expect(seen.pagedAfter).toBeUndefined();
    },
    CASE_LIMIT_MS,
  );

  it(
    'a small share of errors pages slowly',
    async () => {
      await goodTraffic(HISTORY_S);
      const one = await shop.newestId();
      const someFail = (request: number) => read(request % 50 === 0 ? `/orders/${one}` : '/catalog');
      const seen = await confirm(
        lab,
        {
          objective: named('reading-availability'),
          frozen: 'orders',
          seconds: 75,
          send: someFail,
          perSecond: READS,
        },
        HISTORY_S,
      );
      expect(seen.burst.errorRatio).toBeCloseTo(0.02, 2);
      expect(seen.expected?.afterSeconds).toBeGreaterThan(15);
      expect({ ...seen, agrees: agrees(seen) }).toMatchObject({
        expected: { severity: 'page' },
        agrees: true,
      });
    },
    CASE_LIMIT_MS,
  );

  it(
    'a total outage pages at once',
    async () => {
      await goodTraffic(HISTORY_S);
      const settling = { objective: named('settling-latency'), frozen: 'inventory', seconds: 40 };
      // Clients cannot tell: while nothing settles, every order that is accepted is late.
      const isLate = async (): Promise<boolean> => !(await place());
      const seen = await confirm(lab, { ...settling, send: isLate, perSecond: ORDERS }, 2 * HISTORY_S);
      expect(seen.expected?.afterSeconds).toBeLessThan(15);
      expect({ ...seen, agrees: agrees(seen) }).toMatchObject({
        expected: { severity: 'page' },
        agrees: true,
      });
    },
    CASE_LIMIT_MS,
  );
});
