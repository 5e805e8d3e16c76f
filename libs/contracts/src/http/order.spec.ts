import { IdempotencyKey, ListOrders, Order, PlaceOrder, WaitQuery } from './order';

const line = { sku: 'LAMP-01', quantity: 2 };
const issues = (input: unknown): string[] =>
  PlaceOrder.safeParse(input).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('PlaceOrder', () => {
  it('takes an order with one line', () => {
    expect(PlaceOrder.parse({ customerId: 'c-17', lines: [line] })).toEqual({
      customerId: 'c-17',
      lines: [line],
    });
  });

  it.each([
    ['a missing customer', { lines: [line] }, 'customerId'],
    ['an empty customer', { customerId: '', lines: [line] }, 'customerId'],
    ['a customer with a newline', { customerId: 'a\nb', lines: [line] }, 'customerId'],
    ['no lines', { customerId: 'c', lines: [] }, 'lines'],
    [
      '21 lines',
      { customerId: 'c', lines: Array.from({ length: 21 }, (_, i) => ({ sku: `A-${i}`, quantity: 1 })) },
      'lines',
    ],
    ['a SKU named twice', { customerId: 'c', lines: [line, line] }, 'lines'],
    ['a quantity of zero', { customerId: 'c', lines: [{ ...line, quantity: 0 }] }, 'lines.0.quantity'],
    ['half a piece', { customerId: 'c', lines: [{ ...line, quantity: 0.5 }] }, 'lines.0.quantity'],
    ['a quantity as text', { customerId: 'c', lines: [{ ...line, quantity: '2' }] }, 'lines.0.quantity'],
    ['a SKU in small letters', { customerId: 'c', lines: [{ ...line, sku: 'lamp-01' }] }, 'lines.0.sku'],
  ])('refuses %s and names the field', (_, input, field) => {
    expect(issues(input)).toEqual([field]);
  });

  it('refuses a field that it does not know, so that a typing error is not ignored', () => {
    expect(PlaceOrder.safeParse({ customerId: 'c', lines: [line], prioritty: 1 }).success).toBe(false);
    expect(issues({ customerId: 'c', lines: [{ ...line, quantitty: 1 }] })).toEqual(['lines.0']);
  });
});

describe('Order', () => {
  it('is read from a newer service that knows more of it', () => {
    const order = {
      id: '0190a2d4-0000-7000-8000-000000000000',
      status: 'pending',
      customerId: 'c',
      lines: [line],
    };
    const answer = { ...order, createdAt: '2026-11-22T10:00:00.000Z' };
    expect(Order.parse({ ...answer, lines: [{ ...line, gift: true }], priority: 1 })).toEqual(answer);
  });
});

describe('WaitQuery', () => {
  it.each([
    ['5s', 5000],
    ['250ms', 250],
    ['0s', 0],
  ])('reads %s as %d ms', (wait, milliseconds) => {
    expect(WaitQuery.parse({ wait })).toEqual({ wait: milliseconds });
  });

  it.each(['5', 's', '-1s', '5m', '31s', '1e3s', ''])('refuses "%s"', (wait) => {
    expect(WaitQuery.safeParse({ wait }).success).toBe(false);
  });
});

describe('ListOrders', () => {
  it('reads the limit from text, 20 when absent', () => {
    expect([ListOrders.parse({ limit: '7' }).limit, ListOrders.parse({}).limit]).toEqual([7, 20]);
  });

  it.each([{ limit: '0' }, { limit: '101' }, { limit: 'many' }, { status: 'open' }])(
    'refuses %j',
    (query) => {
      expect(ListOrders.safeParse(query).success).toBe(false);
    },
  );
});

describe('IdempotencyKey', () => {
  it.each(['', ' ', 'a b', 'ключ', 'x'.repeat(129)])('refuses "%s"', (key) => {
    expect(IdempotencyKey.safeParse(key).success).toBe(false);
  });
});
