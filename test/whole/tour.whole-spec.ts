import { randomUUID } from 'node:crypto';
import { PROBER_CUSTOMER } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { within } from '../support/polling.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { readTour, runAsShown } from '../support/readme.ts';
import { type Order, type Problem, Shop, TWO_LAMPS } from '../support/shop.ts';

let lab: Lab;
let shop: Shop;

beforeAll(async () => {
  lab = await wholeLab();
  shop = new Shop(lab);
}, UP_TIMEOUT_MS);

describe('the tour of the README', () => {
  let blocks: string[];
  beforeAll(() => {
    blocks = readTour(lab.root);
  });

  // As every reader's lab has it. The test labs turn it off, because other specs count orders.
  const withProber = 'export PROBE_INTERVAL_MS=5000';
  afterAll(async () => {
    lab = await wholeLab(); // restarts the prober as the other specs want it
  }, UP_TIMEOUT_MS);

  /** Runs one block as printed, on this lab's ports; a command that fails ends it. `first`: what the reader's shell remembers. */
  const walk = async (block: number, first = ''): Promise<string> => {
    const shown = blocks[block];
    if (shown === undefined) throw new Error(`the README's tour has no block ${block}`);
    return runAsShown(lab, `${withProber}\n${first}\n${shown}`);
  };

  it('has six blocks', () => expect(blocks).toHaveLength(6));

  it('starts the lab and places an order', async () => {
    expect(await walk(0)).toMatch(
      /HTTP\/1\.1 202[\s\S]*x-trace-id: [0-9a-f]{32}[\s\S]*"status":"(pending|confirmed)"/i,
    );
  }, 300_000);

  it('shows it confirmed, although the prober has ordered since', async () => {
    await eventually(
      "the newest order is the prober's",
      async () => {
        const { body } = await shop.send<{ items: readonly Order[] }>('/orders?limit=1');
        expect(body.items[0]?.customerId).toBe(PROBER_CUSTOMER);
      },
      within(60_000),
    );
    await eventually(
      'the order is confirmed',
      async () => expect(JSON.parse(await walk(1))).toMatchObject({ status: 'confirmed', lines: TWO_LAMPS }),
      within(30_000),
    );
  }, 120_000);

  it('finds its trace, through all three services', async () => {
    await eventually(
      'the trace is whole',
      async () => {
        const { data } = JSON.parse(await walk(2)) as { data: readonly JaegerTrace[] };
        const services = Object.values(data[0]?.processes ?? {}).map(({ serviceName }) => serviceName);
        expect([...new Set(services)].sort()).toEqual(['gateway', 'inventory', 'orders']);
      },
      within(30_000),
    );
  });

  it('breaks two services under load, and every promise holds', async () => {
    const before = await lab.allReady();
    expect(await walk(3)).toContain('✓ held');
    const after = await lab.allReady();
    for (const name of ['rabbitmq', 'orders'])
      expect(restartsOf(after, name)).toBeGreaterThan(restartsOf(before, name));
  }, 450_000);

  it('proves that nothing was lost', async () => expect(await walk(4)).toContain('✓ held'));

  it('shows what each service logged of the order, and that no line was lost', async () => {
    const [trace] = (blocks[2] ?? '').split('\n');
    const shown = await walk(5, trace);
    for (const line of [
      /info +gateway +POST \/orders 202/,
      /info +orders +order settled/,
      /info +inventory +stock reserved/,
    ])
      expect(shown).toMatch(line);
    expect(shown).toContain('✓ held');
  }, 180_000);
});

/** As Jaeger's API answers, and as much as the tour shows of it. */
interface JaegerTrace {
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

const restartsOf = (services: Awaited<ReturnType<Lab['status']>>, name: string): number =>
  services.find((service) => service.name === name)?.restarts ?? Number.NaN;

describe('the public API', () => {
  it('confirms an order within seconds, and names its trace', async () => {
    const { status, headers, body } = await shop.place({ customerId: 'c-17', lines: TWO_LAMPS });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/orders/${body.id}`);
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await shop.settled(body.id)).toMatchObject({ id: body.id, status: 'confirmed', lines: TWO_LAMPS });
  });

  it('gives the same order for the same key, also to twenty clients at once', async () => {
    const key = randomUUID();
    const order = { customerId: 'c-17', lines: TWO_LAMPS };
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.place(order, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('refuses a key that was used for another order', async () => {
    const key = randomUUID();
    await shop.place({ customerId: 'c-17', lines: TWO_LAMPS }, key);
    const other = await shop.place<Problem>({ customerId: 'c-18', lines: TWO_LAMPS }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'orders.idempotency_key_reused' } });
  });

  it('cancels a confirmed order and an order just placed, and releases their stock', async () => {
    const first = (await shop.place({ customerId: 'c-17', lines: TWO_LAMPS })).body.id;
    await shop.settled(first);
    const second = (await shop.place({ customerId: 'c-17', lines: TWO_LAMPS })).body.id;
    for (const id of [first, second]) {
      expect(await shop.cancel(id)).toMatchObject({ status: 200, body: { id, status: 'cancelled' } });
    }
    const { verdict } = await lab.audit();
    expect(verdict.violations).toEqual([]);
  });

  it('rejects what is not there as a whole, and takes no stock for the rest of it', async () => {
    await lab.audit(); // waits for what is still under way
    const before = await shop.available();
    const lines = [...TWO_LAMPS, { sku: 'NO-SUCH-SKU', quantity: 1 }];
    const { body } = await shop.place({ customerId: 'c-17', lines });
    expect(await shop.settled(body.id)).toMatchObject({ status: 'rejected', reason: 'unknown_sku' });
    expect(await shop.available()).toEqual(before);
  });

  it('answers bad input with a problem document that names the field and the trace', async () => {
    const { status, headers, body } = await shop.place<Problem>({
      customerId: 'c-17',
      lines: [{ sku: 'LAMP-01', quantity: 0 }],
    });
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors?.map(({ field }) => field)).toEqual(['lines[0].quantity']);
    expect(body.traceId).toBe(headers.get('x-trace-id'));
  });

  it('answers an unknown order with a problem document', async () => {
    const answer = await shop.send<Problem>(`/orders/${randomUUID()}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'orders.not_found', status: 404 } });
  });

  it('sells exactly what there is, however many ask at once', async () => {
    const left = await restock();
    expect(left).toBeGreaterThan(0);
    const orders = await Promise.all(
      Array.from({ length: left + 5 }, () =>
        shop.place({ customerId: 'c-17', lines: [{ sku: SCARCE, quantity: 1 }] }),
      ),
    );
    const settled = await Promise.all(orders.map(({ body }) => shop.settled(body.id)));
    expect(settled.filter(({ status }) => status === 'confirmed')).toHaveLength(left);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(5);
    expect((await shop.available()).get(SCARCE)).toBe(0);
  });

  /** Earlier orders of this lab may have bought it all: cancels them, and tells how much there is then. */
  const restock = async (): Promise<number> => {
    const before = (await shop.available()).get(SCARCE) ?? 0;
    const holders = await shop.confirmedWith(SCARCE);
    for (const { id } of holders) await shop.cancel(id);
    const released = holders
      .flatMap(({ lines }) => lines)
      .filter(({ sku }) => sku === SCARCE)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    return eventually(
      `${SCARCE} is back`,
      async () => {
        const left = (await shop.available()).get(SCARCE);
        expect(left).toBe(before + released);
        return before + released;
      },
      within(15_000),
    );
  };
});

/** The product that there are only five of (docs/order-flow.md). */
const SCARCE = 'PRINT-01';
