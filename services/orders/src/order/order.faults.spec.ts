import type { FaultName, Order, OrderPage } from '@lab/contracts';
import { switchFaults } from '@lab/faults';
import type { Queries, Statement } from '../postgres/queries';
import { findStatement, isWakeForgotten, keepHolds, readEach, withHistory } from './order.faults';
import { FIND, FIND_NOT_HELD } from './order.statements';

const turnOn = (name: FaultName, amount: number) => switchFaults(new Map([[name, { amount, seed: 1 }]]));
const orderOf = (id: string): Order => ({
  id,
  status: 'pending',
  customerId: 'c-1',
  lines: [{ sku: 'LAMP-01', quantity: 1 }],
  createdAt: '2026-11-28T12:00:00.000Z',
});
const PAGE: OrderPage = { items: ['a', 'b', 'c'].map(orderOf), nextCursor: 'next' };

/** Postgres, as far as the table of holds goes. */
const holds = { rows: 0, statements: [] as string[] };
const queries: Queries = {
  query: async <Row>({ name }: Statement, values: readonly unknown[] = []) => {
    holds.statements.push(name);
    if (name === 'order-holds-fill') holds.rows += Number(values[0]);
    if (name === 'order-holds-clear') holds.rows = 0;
    return (name === 'order-holds-count' ? [{ rows: holds.rows }] : []) as Row[];
  },
};
keepHolds(queries);

describe('a fault of orders', () => {
  afterEach(() => switchFaults(new Map()));

  it('fills a table before orders are looked for in it, with as many rows as it is strong, and empties it', async () => {
    expect(findStatement()).toBe(FIND);
    await turnOn('missing-index', 120);
    expect([holds.rows, findStatement()]).toEqual([120_000, FIND_NOT_HELD]);
    await turnOn('missing-index', 200);
    expect(holds.rows).toBe(200_000);
    await turnOn('missing-index', 50);
    expect(holds.rows).toBe(50_000);
    await switchFaults(new Map());
    expect([holds.rows, findStatement()]).toEqual([0, FIND]);
  });

  it('reads some orders of a page one by one, and has the same page', async () => {
    const read: string[] = [];
    const find = async (id: string) => (read.push(id), orderOf(id));
    expect(await readEach(PAGE, find)).toBe(PAGE);
    await turnOn('n-plus-one', 2);
    expect(await readEach(PAGE, find)).toEqual(PAGE);
    expect(read).toEqual(['a', 'b']);
  });

  it('adds so many kilobytes to each order of a page', async () => {
    expect(withHistory(PAGE)).toBe(PAGE);
    await turnOn('large-payloads', 20);
    const page = withHistory(PAGE);
    expect(JSON.stringify(page).length).toBeGreaterThan(3 * 20 * 1024);
    expect(page).toMatchObject(PAGE);
  });

  it('forgets to wake the relay for its share of orders', async () => {
    const forgotten = () => Array.from({ length: 400 }, isWakeForgotten).filter(Boolean).length;
    expect(forgotten()).toBe(0);
    await turnOn('skipped-call', 100);
    expect(forgotten()).toBe(400);
    await turnOn('skipped-call', 20);
    expect(forgotten()).toBeGreaterThan(40);
    expect(forgotten()).toBeLessThan(130);
  });
});
