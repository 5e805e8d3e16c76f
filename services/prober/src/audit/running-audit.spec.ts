import type { OrdersReader } from './orders.reader';
import { RunningAudit } from './running-audit';
import type { StockReader } from './stock.reader';

const WHOLE = [{ sku: 'LAMP-01', initial: 1, available: 1, reserved: 0, sold: 0 }];

/** A lab in which nothing is wrong but what a test changes. */
const lab = () => {
  const facts = {
    probed: ['p1', 'p2'],
    known: ['p1', 'p2'],
    overtaken: [] as string[],
    newestReserved: ['r1', 'r2'],
    reserved: ['r1', 'r2'],
    reservations: ['r1', 'r2'],
    stock: WHOLE,
  };
  const among = (these: readonly string[], all: readonly string[]) => these.filter((id) => all.includes(id));
  const orders = {
    overtaken: async () => facts.overtaken,
    known: async (ids: readonly string[]) => among(ids, facts.known),
    newestReserved: async () => facts.newestReserved,
    reservedAmong: async (ids: readonly string[]) => among(ids, facts.reserved),
  } as unknown as OrdersReader;
  const stock = {
    stock: async () => facts.stock,
    withoutReservation: async (ids: readonly string[]) =>
      ids.filter((id) => !facts.reservations.includes(id)),
  } as unknown as StockReader;
  const audit = new RunningAudit(orders, stock, { ids: facts.probed, remember: () => undefined } as never);
  return {
    facts,
    broken: async () => (await audit.violations()).map(({ rule, subject }) => `${rule} ${subject}`),
  };
};

describe('the audit of the running lab', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await lab().broken()).toEqual([]);
  });

  it('names an order that the prober was promised and Postgres does not have', async () => {
    const { facts, broken } = lab();
    facts.known = ['p2'];
    expect(await broken()).toEqual(['order_missing p1']);
  });

  it('names an order that later ones have overtaken, and stock that is gone', async () => {
    const { facts, broken } = lab();
    facts.overtaken = ['o1'];
    facts.stock = [{ ...WHOLE[0]!, available: 0 }];
    expect(await broken()).toEqual(['stock_not_conserved LAMP-01', 'order_overtaken o1']);
  });

  it('names a confirmed order without a reservation, but not one that was cancelled or completed meanwhile', async () => {
    const { facts, broken } = lab();
    facts.reservations = [];
    facts.reserved = ['r1'];
    expect(await broken()).toEqual(['reservation_missing r1']);
  });

  it('does not forget a lost reservation when newer orders come, and forgets it once the order needs none', async () => {
    const { facts, broken } = lab();
    facts.reservations = ['r2'];
    expect(await broken()).toEqual(['reservation_missing r1']);
    facts.newestReserved = ['r2'];
    expect(await broken()).toEqual(['reservation_missing r1']);
    facts.reserved = ['r2'];
    expect(await broken()).toEqual([]);
  });
});
