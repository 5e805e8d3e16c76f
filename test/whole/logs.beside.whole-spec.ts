import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lab/testing';
import { within } from '../support/polling.ts';
import { besideLab, engine, type Lab, UP_TIMEOUT_MS } from '../support/lab.ts';
import { auditLogs, LOG_AUDIT_LIMIT_MS, type LogVerdict } from '../support/log-audit.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';

const SERVICES = ['gateway', 'orders', 'inventory'] as const;

let lab: Lab;
let shop: Shop;

beforeAll(async () => {
  lab = await besideLab();
  shop = new Shop(lab);
}, UP_TIMEOUT_MS);

const unparsedOf = ({ findings }: LogVerdict): number =>
  findings.find(({ service }) => service === 'inventory')?.unparsed ?? Number.NaN;

// Only natively are the log files ours to write to.
const describeNatively = engine === 'native' ? describe : describe.skip;

describeNatively('the audit of logs', () => {
  it(
    'is refuted by a line that is missing, names it, and counts one that cannot be read',
    async () => {
      await lab.allReady();
      const file = join(lab.stateDir, 'logs/inventory.log');
      const line = (seq: number): string =>
        `{"time":"${new Date().toISOString()}","level":"info","service":"inventory","instance":"forged","seq":${seq},"msg":"forged"}\n`;
      const before = await auditLogs(lab);
      expect(before.held).toBe(true);

      appendFileSync(file, `${line(1)}${line(3)}half a li\n`);
      await eventually(
        'the audit misses one line only: the others have arrived',
        async () => {
          const { held, findings } = await auditLogs(lab, '5s');
          expect(held).toBe(false);
          expect(findings.find(({ service }) => service === 'inventory')).toMatchObject({
            lost: 1,
            unparsed: unparsedOf(before) + 1,
            lostLines: [{ instance: 'forged', at: 'unwritten', ranges: [{ from: 2, to: 2 }] }],
          });
        },
        within(60_000),
      );

      appendFileSync(file, line(2));
      expect((await auditLogs(lab)).held).toBe(true);
    },
    LOG_AUDIT_LIMIT_MS * 3,
  );
});

describe('a trace id', () => {
  it('leads to the log lines of all three services in one command', async () => {
    const placed = await shop.place({ customerId: 'c-1', lines: TWO_LAMPS });
    const trace = placed.headers.get('x-trace-id') ?? '';
    await shop.settled(placed.body.id);
    await eventually(
      'each service tells of the order',
      async () => {
        const lines = (await lab.ok(['logs', '--trace', trace])).split('\n');
        for (const service of SERVICES)
          expect(lines.filter((line) => line.includes(service)).length).toBeGreaterThan(0);
      },
      within(10_000),
    );
  });
});
