import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lab/testing';
import { parse } from 'yaml';
import { selectorsOf } from '../../tools/dashboards/src/index.ts';
import { Prometheus } from '../../tools/lab/src/signals/prometheus.ts';
import { runCommand } from '../support/command.ts';
import { within } from '../support/polling.ts';
import { type Lab, UP_TIMEOUT_MS, VERB_LIMIT_MS, wholeLab } from '../support/lab.ts';
import { readTour } from '../support/readme.ts';
import { commandsOf, onlyLooks, readRunbooks } from '../support/runbooks.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';

const ROOT = join(__dirname, '../..');

/** The tour runs these on this lab, the audit of its logs among them, which takes half a minute. */
const toured = new Set(readTour(ROOT).flatMap((block) => block.split('\n')));

const commands = [...new Set(readRunbooks(ROOT).flatMap(({ text }) => commandsOf(text)))]
  .filter(onlyLooks)
  .filter((command) => !toured.has(command));

/**
 * `slo` answers 1 when a budget is spent: the lab's other specs spend it on purpose. `doctor` answers 1 for a problem of this
 * machine, which it reports.
 */
const allowed = (command: string): readonly number[] =>
  /^\.\/lab (slo|doctor)/.test(command) ? [0, 1] : [0];

let lab: Lab;

beforeAll(async () => {
  lab = await wholeLab();
  // An audit judges no lab that never accepted an order.
  const shop = new Shop(lab);
  await shop.settled((await shop.place({ customerId: 'c-17', lines: TWO_LAMPS })).body.id);
}, UP_TIMEOUT_MS);

describe('the commands of the runbooks', () => {
  it.each(commands)('%s', async (command) => {
    const { code, stdout, stderr } = await runCommand(['bash', '-euc', command], {
      cwd: lab.root,
      env: lab.env,
      timeoutMs: VERB_LIMIT_MS,
    });
    if (!allowed(command).includes(code ?? Number.NaN))
      throw new Error(`${command} answered ${String(code)}\n${stdout}\n${stderr}`);
    // `--level` shows nothing while all is well; of a program whose lines have no level it never shows anything.
    expect(stdout === '' && !command.includes('--level')).toBe(false);
    expect(stderr).not.toContain('neither levels nor traces');
  });
});

interface Alert {
  readonly alert: string;
  readonly expr: string;
}

const alerts = globSync('prometheus/rules/causes-*.yml', { cwd: ROOT })
  .flatMap(
    (file) => (parse(readFileSync(join(ROOT, file), 'utf8')) as { groups: { rules: Alert[] }[] }).groups,
  )
  .flatMap(({ rules }) => rules);

/** Series that begin with the first loss. Fluent Bit's own begin with Fluent Bit, which natively has a fallback. */
const LATER = /^(otelcol_exporter_(send|enqueue)_failed_\w+|fluentbit_\w+)/;

describe('the series that the alerts on causes read', () => {
  const selectors = [...new Set(alerts.flatMap(({ expr }) => selectorsOf(expr)))].filter(
    (selector) => !LATER.test(selector),
  );

  it('are found in each expression but that of the switch', () => {
    const without = alerts.filter(({ expr }) => selectorsOf(expr).length === 0).map(({ alert }) => alert);
    expect(without).toEqual(['DeadMansSwitch']);
  });

  it.each(selectors)('%s', async (selector) => {
    const prometheus = new Prometheus(lab.url('prometheus'));
    await eventually(
      `${selector} has series`,
      async () => expect(await prometheus.sum(`count(${selector})`)).toBeGreaterThan(0),
      within(30_000),
    );
  });
});
