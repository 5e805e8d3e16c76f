import { FAULT_NAMES } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { verifyFaultsOf } from '../support/fault-verify.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { within } from '../support/polling.ts';

/** One in each service. All of them are verified by the slow spec. */
const FAULTS = ['early-return', 'missing-index', 'excessive-logging'] as const;
const VERIFY_LIMIT_MS = 240_000;
const LOOKBACK_MS = 300_000;

let lab: Lab;
beforeAll(async () => {
  lab = await wholeLab();
}, UP_TIMEOUT_MS);
afterAll(() => lab.run(['fault', 'off']));

it(
  'faults are visible where their keys say, compared with a control run',
  async () => {
    const verified = await verifyFaultsOf(lab, FAULTS, {
      args: ['--strength', 'high', '--window', '10s'],
      limitMs: VERIFY_LIMIT_MS,
    });
    expect(verified.map(({ name, verdict }) => [name, verdict])).toEqual(
      FAULTS.map((name) => [name, 'visible']),
    );
  },
  VERIFY_LIMIT_MS,
);

/** What Jaeger, Loki and the services' own metrics have of the last minutes. */
const telemetry = async (): Promise<string> => {
  const [from, to] = [Date.now() - LOOKBACK_MS, Date.now()];
  const traces = ['gateway', 'orders', 'inventory'].map((service) => {
    const asked = new URLSearchParams({ service, start: `${from}000`, end: `${to}000`, limit: '100' });
    return `${lab.url('jaeger')}/api/traces?${asked.toString()}`;
  });
  const series = `${lab.url('prometheus')}/api/v1/series?match[]={__name__!=""}&start=${from / 1000}`;
  const answers = await Promise.all([...traces, series].map(async (url) => (await fetch(url)).text()));
  return [
    ...answers,
    await lab.ok(['logs', 'gateway', 'orders', 'inventory', 'oncall', '--raw', '--lines', '2000']),
  ].join('\n');
};

it('names no fault in its telemetry while one is on, and is back to normal once it is off', async () => {
  await lab.ok(['fault', 'on', 'n-plus-one', '--strength', 'high']);
  const listed = JSON.parse(await lab.ok(['fault', 'list', '--json'])) as {
    faults: { name: string; on: unknown }[];
  };
  expect(listed.faults.filter(({ on }) => on !== false)).toEqual([
    expect.objectContaining({ name: 'n-plus-one', on: { strength: 'high', seed: 1 } }),
  ]);
  for (let read = 0; read < 5; read += 1) await (await fetch(`${lab.url('gateway')}/orders`)).text();
  const seen = await eventually(
    'the traces are there',
    async () => {
      const text = await telemetry();
      expect(text).toContain('SELECT orders');
      return text;
    },
    within(30_000),
  );
  expect(FAULT_NAMES.filter((name) => seen.includes(name))).toEqual([]);
  await lab.ok(['fault', 'off']);
}, 120_000);

it('refuses a fault that does not exist, and names those that do', async () => {
  const { code, stderr } = await lab.run(['fault', 'on', 'missing-indx']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('available: missing-index,')]);
});
