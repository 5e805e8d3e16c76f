import fc from 'fast-check';
import { canBecome, judgeLate, type SettledOrder, type StockAnswer } from './order';

/** Few pieces and few orders, so that they are rejected often, and meet often. */
const PIECES = 2;
const ORDERS = 3;

type Message =
  | { readonly to: 'inventory'; readonly name: 'placed' | 'cancelled'; readonly order: number }
  | {
      readonly to: 'inventory';
      readonly name: 'refused' | 'completed';
      readonly order: number;
      readonly id: string;
    }
  | { readonly to: 'orders'; readonly order: number; readonly answer: StockAnswer };

/** What inventory's scripts do, as services/inventory/test/stock.model.int-spec.ts holds them to it; one piece an order. */
class Inventory {
  available = PIECES;
  sold = 0;
  isFull = false;
  readonly reservations = new Map<number, string>();
  private made = 0;

  handle(message: Message & { to: 'inventory' }): Message[] {
    const { order } = message;
    if (message.name === 'placed') return [this.place(order)];
    const standing = this.reservations.get(order);
    if (standing === undefined) return [];
    if ('id' in message && message.id !== standing) return [];
    this.reservations.delete(order);
    if (message.name === 'completed') this.sold += 1;
    else this.available += 1;
    return [];
  }

  private place(order: number): Message {
    const orderId = String(order);
    let id = this.reservations.get(order);
    if (id === undefined && this.available > 0 && !this.isFull) {
      id = `reservation ${(this.made += 1)}`;
      this.reservations.set(order, id);
      this.available -= 1;
    }
    const answer: StockAnswer =
      id === undefined
        ? { orderId, messageId: `rejection ${order}`, status: 'rejected', reason: 'out_of_stock' }
        : { orderId, messageId: id, status: 'confirmed' };
    return { to: 'orders', order, answer };
  }
}

class Orders {
  readonly all = Array.from({ length: ORDERS }, (): SettledOrder => {
    return { status: 'pending', settledBy: null, isCompleted: false };
  });

  of(order: number): SettledOrder {
    const found = this.all[order];
    if (found === undefined) throw new Error(`no order ${order}`);
    return found;
  }

  private change(order: number, changes: Partial<SettledOrder>): void {
    this.all[order] = { ...this.of(order), ...changes };
  }

  settle(order: number, answer: StockAnswer): Message[] {
    const found = this.of(order);
    if (canBecome(found.status, answer.status)) {
      this.change(order, { status: answer.status, settledBy: answer.messageId });
      return [];
    }
    if (judgeLate(found, answer) !== 'unwanted') return [];
    return [{ to: 'inventory', name: 'refused', order, id: answer.messageId }];
  }

  cancel(order: number): Message[] {
    const found = this.of(order);
    if (!canBecome(found.status, 'cancelled') || found.isCompleted) return [];
    this.change(order, { status: 'cancelled' });
    return [{ to: 'inventory', name: 'cancelled', order }];
  }

  complete(order: number): Message[] {
    const found = this.of(order);
    if (found.status !== 'confirmed' || found.isCompleted || found.settledBy === null) return [];
    this.change(order, { isCompleted: true });
    return [{ to: 'inventory', name: 'completed', order, id: found.settledBy }];
  }
}

/** Both services, and between them messages that arrive in any order, any number of times, however late. */
class World {
  readonly orders = new Orders();
  readonly inventory = new Inventory();
  readonly underway: Message[] = this.orders.all.map((_, order) => ({
    to: 'inventory',
    name: 'placed',
    order,
  }));

  deliver(at: number, stays: boolean): void {
    const index = at % this.underway.length;
    const message = stays ? this.underway[index] : this.underway.splice(index, 1)[0];
    if (message === undefined) return;
    this.underway.push(
      ...(message.to === 'inventory'
        ? this.inventory.handle(message)
        : this.orders.settle(message.order, message.answer)),
    );
  }

  do(step: Step): void {
    if (step.do === 'deliver') this.deliver(step.at, step.stays);
    else if (step.do === 'fill') this.inventory.isFull = !this.inventory.isFull;
    else this.underway.push(...this.orders[step.do](step.order));
  }
}

type Step =
  | { readonly do: 'deliver'; readonly at: number; readonly stays: boolean }
  | { readonly do: 'cancel' | 'complete'; readonly order: number }
  | { readonly do: 'fill' };

const order = fc.nat({ max: ORDERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      at: fc.nat({ max: 30 }),
      stays: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'complete' as const), order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fill' as const) }) },
);

describe('orders and inventory together', () => {
  it('conserve orders and stock, whatever is repeated, overtaken or late', () => {
    const reached = new Set<string>();
    const property = fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.infiniteStream(fc.nat({ max: 30 })),
      (steps, choices) => {
        const world = new World();
        for (const each of steps) if (world.underway.length > 0 || each.do !== 'deliver') world.do(each);
        while (world.underway.length > 0) world.deliver(choices.next().value ?? 0, false);

        const { orders, inventory } = world;
        const standing = orders.all.map(({ status, settledBy, isCompleted }) =>
          status === 'confirmed' && !isCompleted ? settledBy : undefined,
        );
        expect(orders.all.map((_, index) => inventory.reservations.get(index))).toEqual(standing);
        expect(inventory.sold).toBe(orders.all.filter(({ isCompleted }) => isCompleted).length);
        expect(inventory.available + inventory.reservations.size + inventory.sold).toBe(PIECES);
        for (const { status, isCompleted } of orders.all) reached.add(isCompleted ? 'completed' : status);
      },
    );
    fc.assert(property, { numRuns: 20_000 });
    expect([...reached].sort()).toEqual(['cancelled', 'completed', 'confirmed', 'rejected']);
  });
});
