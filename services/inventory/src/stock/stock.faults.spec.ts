import type { FaultName } from '@lab/contracts';
import { switchFaults } from '@lab/faults';
import { Logger } from '@nestjs/common';
import type { Product } from './products';
import { awaitTurn, noteSteps } from './stock.faults';

const turnOn = (name: FaultName, amount: number, seed = 1) =>
  switchFaults(new Map([[name, { amount, seed }]]));
const productOf = (sku: string): Product => ({ sku, name: sku, priceCents: 1, stock: 1 });
const PRODUCTS = ['LAMP-01', 'MUG-01', 'DESK-01'].map(productOf);
const LINES = [{ sku: 'MUG-01', quantity: 1 }];

describe('a fault of the stock', () => {
  afterEach(() => switchFaults(new Map()));

  it('waits for the lock of the products that the seed chooses, until it has it', async () => {
    const asked: unknown[] = [];
    const lock = async (...what: unknown[]) => asked.push(what) === 3;
    await awaitTurn(LINES, PRODUCTS, lock);
    await turnOn('lock-contention', 80, 4); // the first product, which is not in the order
    await awaitTurn(LINES, PRODUCTS, lock);
    expect(asked).toEqual([]);
    await turnOn('lock-contention', 80, 5);
    await awaitTurn(LINES, PRODUCTS, lock);
    expect(asked).toEqual(Array.from({ length: 3 }, () => ['MUG-01', 80]));
  });

  it('logs as many lines as it is strong, and none of them names it', async () => {
    const log = jest.fn();
    const logger = Object.assign(new Logger(), { log });
    noteSteps(logger, 'order', LINES);
    expect(log).not.toHaveBeenCalled();
    await turnOn('excessive-logging', 20);
    noteSteps(logger, 'order', LINES);
    expect(log).toHaveBeenCalledTimes(20);
    expect(JSON.stringify(log.mock.calls)).not.toMatch(/fault|excessive/);
  });
});
