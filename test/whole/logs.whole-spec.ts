import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { engine, type Lab, READY_LIMIT_MS, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';

const SERVICES = ['gateway', 'orders', 'inventory'] as const;
const FORMATS = { gateway: 'logfmt', orders: 'ltsv', inventory: 'json' } as const;
const LOAD_LIMIT_MS = 300_000;
const AUDIT_LIMIT_MS = 180_000;
const CASE_LIMIT_MS = READY_LIMIT_MS + LOAD_LIMIT_MS + AUDIT_LIMIT_MS;
const LOKI_DOWN_MS = 120_000;

interface LogVerdict {
  readonly held: boolean;
  readonly findings: readonly {
    readonly service: string;
    readonly format: string;
    readonly produced: number;
    readonly unparsed: number;
    readonly arrived: number | null;
    readonly lost: number;
    readonly lostLines: readonly unknown[];
  }[];
  readonly counted: readonly { readonly service: string; readonly read: number; readonly counted: number }[];
  readonly blind: readonly unknown[];
}

let lab: Lab;
let shop: Shop;

beforeAll(async () => {
  lab = await wholeLab();
  shop = new Shop(lab);
}, UP_TIMEOUT_MS);

const auditLogs = async (settle = '90s'): Promise<LogVerdict> => {
  const { code, stdout, stderr } = await lab.run(
    ['logs', 'audit', '--json', '--settle', settle],
    AUDIT_LIMIT_MS,
  );
  if (code !== 0 && code !== 1) throw new Error(`lab logs audit answered ${code}: ${stderr}`);
  return JSON.parse(stdout) as LogVerdict;
};

/** Every line of the three services is in Loki, whichever format it has, and :2021 has counted what was read. */
const expectNoneLost = ({ held, findings, counted, blind }: LogVerdict): void => {
  const ours = findings.filter(({ format }) => format !== 'raw');
  expect(ours.map(({ service, format, lost, unparsed }) => ({ service, format, lost, unparsed }))).toEqual(
    SERVICES.map((service) => ({ service, format: FORMATS[service], lost: 0, unparsed: 0 })),
  );
  for (const { produced, arrived } of ours) expect(arrived).toBe(produced);
  expect(counted.filter((row) => row.read !== row.counted)).toEqual([]);
  expect({ held, blind }).toEqual({ held: true, blind: [] });
};

const load = (seconds: number): Promise<{ code: number | null; stderr: string }> =>
  lab.run(
    ['load', 'steady', '--rate', '20', '--duration', `${seconds}s`, '--retry-for', '60s'],
    LOAD_LIMIT_MS,
  );

describe('no log line is lost', () => {
  it(
    'when each service, the log agent, the collector and Loki crash one after the other under load',
    async () => {
      await lab.allReady();
      const running = load(40);
      for (const victim of [...SERVICES, 'fluent-bit', 'otel-collector', 'loki', 'fluent-bit']) {
        await sleep(4000);
        await lab.ok(['kill', victim]);
      }
      expect((await running).code).toBe(0);
      await lab.allReady();
      expectNoneLost(await auditLogs());
    },
    CASE_LIMIT_MS,
  );

  it(
    'when Loki is away for two minutes: lines wait, and arrive',
    async () => {
      await lab.ok(['pause', 'loki']);
      try {
        expect((await load(20)).code).toBe(0);
        await sleep(LOKI_DOWN_MS - 20_000);
      } finally {
        await lab.ok(['resume', 'loki']);
      }
      await lab.allReady();
      expectNoneLost(await auditLogs());
    },
    CASE_LIMIT_MS + LOKI_DOWN_MS,
  );
});

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
      const before = await auditLogs();
      expect(before.held).toBe(true);

      appendFileSync(file, `${line(1)}${line(3)}half a li\n`);
      const { held, findings } = await auditLogs('5s');
      expect(held).toBe(false);
      expect(findings.find(({ service }) => service === 'inventory')).toMatchObject({
        lost: 1,
        unparsed: 1,
        lostLines: [{ instance: 'forged', at: 'unwritten', ranges: [{ from: 2, to: 2 }] }],
      });

      appendFileSync(file, line(2));
      expect((await auditLogs()).held).toBe(true);
    },
    AUDIT_LIMIT_MS * 3,
  );
});

describe('a trace id', () => {
  it('leads to the log lines of all three services in one command', async () => {
    const placed = await shop.place({ customerId: 'c-1', lines: TWO_LAMPS });
    const trace = placed.headers.get('x-trace-id') ?? '';
    await shop.settled(placed.body.id);
    await eventually('each service tells of the order', 10_000, async () => {
      const lines = (await lab.ok(['logs', '--trace', trace])).split('\n');
      for (const service of SERVICES)
        expect(lines.filter((line) => line.includes(service)).length).toBeGreaterThan(0);
    });
  });
});
