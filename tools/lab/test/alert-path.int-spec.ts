import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, until } from '@lab/testing';
import { Alertmanager } from '../src/signals/alertmanager.ts';
import { ALERTMANAGER, RealAlertmanager } from './support/real-alertmanager.ts';

const CONFIG = resolve(__dirname, '../../../prometheus/prometheus.yml');
const PROMETHEUS = process.env['TEST_PROMETHEUS'];
const LIMIT_MS = 90_000;
// It finds Alertmanager some seconds after the first evaluation, and sends again after --rules.alert.resend-delay.
const ARRIVES = { withinMs: 45_000 };

const rule = (labels: string): string => `
      - alert: ErrorBudgetBurn
        expr: vector(1)
        labels: { kind: symptom, ${labels} }
        annotations: { summary: tried }`;
const RULES = `groups:
  - name: test
    rules:${rule('severity: page, sloth_service: shop, sloth_slo: placing')}${rule(
      'severity: ticket, sloth_service: shop, sloth_slo: settling, service: own',
    )}
`;

const itWith = PROMETHEUS === undefined || ALERTMANAGER === undefined ? it.skip : it;

let alertmanager: RealAlertmanager;
let prometheus: ChildProcess;
let folder: string;

beforeEach(async () => {
  if (PROMETHEUS === undefined || ALERTMANAGER === undefined) return;
  alertmanager = new RealAlertmanager({ ONCALL_URL: 'http://127.0.0.1:1/pages' });
  expect(await alertmanager.start()).toBeUndefined();
  folder = mkdtempSync(join(tmpdir(), 'lab-prometheus-'));
  mkdirSync(join(folder, 'rules'));
  writeFileSync(join(folder, 'rules/test.yml'), RULES);
  const config = readFileSync(CONFIG, 'utf8').replaceAll('alertmanager:9093', new URL(alertmanager.url).host);
  writeFileSync(join(folder, 'prometheus.yml'), config);
  const flags = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${await freePort()}`,
    '--rules.alert.resend-delay=5s',
  ];
  prometheus = spawn(PROMETHEUS, flags, { stdio: 'ignore' });
}, LIMIT_MS);

afterEach(async () => {
  if (PROMETHEUS === undefined || ALERTMANAGER === undefined) return;
  const ended = once(prometheus, 'exit');
  prometheus.kill('SIGKILL');
  await ended;
  await alertmanager.stop();
  rmSync(folder, { recursive: true });
});

itWith(
  'Prometheus logs in to Alertmanager, and adds the labels that routes and receivers need',
  async () => {
    const client = new Alertmanager(alertmanager.url);
    const alerts = await until(
      'both alerts are there',
      async () => {
        const firing = await client.alerts();
        return firing.length === 2 && firing;
      },
      ARRIVES,
    );
    const shown = alerts.map(({ labels, receivers }) => [
      labels['sloth_slo'],
      { service: labels['service'], plan: labels['iris_plan'], receivers },
    ]);
    expect(Object.fromEntries(shown)).toEqual({
      placing: { service: 'shop', plan: 'sre-lab', receivers: ['oncall'] },
      settling: { service: 'own', plan: undefined, receivers: ['tickets'] },
    });
  },
  LIMIT_MS,
);
