import type { Order, OrderPage } from '@lab/contracts';
import { faultOf, onFault } from '@lab/faults';
import type { Queries, Statement } from '../postgres/queries';
import { FIND, FIND_NOT_HELD } from './order.statements';

const PERCENT = 100;
const BYTES_PER_KB = 1024;
const ROWS_PER_UNIT = 1_000;
/** One statement each: more would meet the statement timeout on a slow machine. */
const BATCH_ROWS = 10_000;

const MAKE: Statement = {
  name: 'order-holds-make',
  summary: 'CREATE order_holds',
  // Without an index on what it is searched by.
  text: 'CREATE TABLE IF NOT EXISTS order_holds (order_id uuid NOT NULL, placed_at timestamptz NOT NULL DEFAULT now())',
};
const COUNT: Statement = {
  name: 'order-holds-count',
  summary: 'SELECT order_holds',
  text: 'SELECT count(*)::int AS rows FROM order_holds',
};
const FILL: Statement = {
  name: 'order-holds-fill',
  summary: 'INSERT order_holds',
  text: 'INSERT INTO order_holds (order_id) SELECT gen_random_uuid() FROM generate_series(1, $1::int)',
};
// Not DROP: a statement that was sent just before would find no table, and its request would fail.
const CLEAR: Statement = {
  name: 'order-holds-clear',
  summary: 'TRUNCATE order_holds',
  text: 'TRUNCATE order_holds',
};

/** Reading an order also looks for a hold on it, in a table of many thousands of rows that has no index. */
export const findStatement = (): Statement => (faultOf('missing-index') ? FIND_NOT_HELD : FIND);

export const keepHolds = (queries: Queries): void =>
  onFault('missing-index', async (fault) => {
    await queries.query(MAKE);
    const wanted = (fault?.amount ?? 0) * ROWS_PER_UNIT;
    const [{ rows } = { rows: 0 }] = await queries.query<{ rows: number }>(COUNT);
    if (rows > wanted) await queries.query(CLEAR);
    for (let left = wanted - (rows > wanted ? 0 : rows); left > 0; left -= BATCH_ROWS)
      await queries.query(FILL, [Math.min(left, BATCH_ROWS)]);
  });

/** Reads the first orders of a page again, each by a statement of its own. */
export const readEach = async (
  page: OrderPage,
  read: (id: string) => Promise<Order | undefined>,
): Promise<OrderPage> => {
  const fault = faultOf('n-plus-one');
  if (fault === undefined) return page;
  const items = [...page.items];
  for (const [place, order] of items.slice(0, fault.amount).entries())
    items[place] = (await read(order.id)) ?? order;
  return { ...page, items };
};

/** Sends with each order of a page what nobody asked for. */
export const withHistory = (page: OrderPage): OrderPage => {
  const fault = faultOf('large-payloads');
  if (fault === undefined) return page;
  const history = 'placed; '.repeat((fault.amount * BYTES_PER_KB) / 8);
  return { ...page, items: page.items.map((order) => ({ ...order, history })) };
};

/** Whether the relay is not told of a new message. */
export const isWakeForgotten = (): boolean => {
  const fault = faultOf('skipped-call');
  return fault !== undefined && fault.random() < fault.amount / PERCENT;
};
