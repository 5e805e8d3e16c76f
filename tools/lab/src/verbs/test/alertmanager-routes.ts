import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { resolveProgram } from '../../programs/index.ts';
import { run } from '../../programs/run.ts';
import { failedWith, type Outcome, PASSED, skippedBecause, type Suite } from './suite.ts';
import { sum } from './summary.ts';

const LIMIT_MS = 60_000;
/** Values with which alertmanager/start.sh makes a configuration; amtool opens no secret and connects to nothing. */
const ALWAYS = {
  ONCALL_URL: 'http://oncall:8083/pages',
  ALERTS_SMTP_TLS: 'true',
  ALERTS_PAGERDUTY_URL: 'https://events.example/v2/enqueue',
} as const;
const EVERY_RECEIVER = {
  ALERTS_SMTP_HOST: 'smtp.example:587',
  ALERTS_SMTP_USER: 'lab',
  ALERTS_SMTP_PASSWORD: "it's secret",
  ALERTS_EMAIL_FROM: 'Lab <lab@example.org>',
  ALERTS_EMAIL_TO: 'oncall@example.org',
  ALERTS_SLACK_URL: 'https://slack.example/hook',
  ALERTS_PAGERDUTY_KEY: 'key',
  ALERTS_ZENDUTY_URL: 'https://zenduty.example/hook',
  ALERTS_GRAFANA_IRM_URL: 'https://irm.example/hook/',
  ALERTS_IRIS_URL: 'https://iris.example/hook',
  ALERTS_HEARTBEAT_URL: 'https://heartbeat.example/hook',
} as const;
const PAGED = 'email,slack,pagerduty,zenduty,grafana-irm,iris,oncall';

interface Setting {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Labels of an alert, and the receivers that must get it, in the order of the routes. */
  readonly routes: readonly (readonly [labels: string, receivers: string])[];
}

const SETTINGS: readonly Setting[] = [
  {
    name: 'without other receivers',
    env: ALWAYS,
    routes: [
      ['severity=page', 'oncall'],
      ['severity=page kind=cause service=shop', 'oncall'],
      ['severity=page kind=symptom service=shop sloth_slo=placing', 'oncall'],
      ['severity=ticket kind=symptom service=shop sloth_slo=placing', 'tickets'],
      ['severity=tikcet', 'oncall'],
      ['alertname=NoSeverity', 'oncall'],
      ['alertname=DeadMansSwitch severity=none kind=cause service=telemetry', 'heartbeat'],
    ],
  },
  {
    name: 'with every receiver',
    env: { ...ALWAYS, ...EVERY_RECEIVER },
    routes: [
      ['severity=page', PAGED],
      ['alertname=NoSeverity', PAGED],
      ['severity=ticket', 'email,slack,tickets'],
      ['alertname=DeadMansSwitch severity=none', 'heartbeat'],
    ],
  },
  {
    name: 'with PagerDuty',
    env: { ...ALWAYS, ALERTS_PAGERDUTY_KEY: 'key' },
    routes: [
      ['severity=page', 'pagerduty,oncall'],
      ['severity=ticket', 'tickets'],
    ],
  },
];

/** Makes one configuration and asks amtool about it; what it says is in the answer if it does not agree. */
async function check(amtool: string, { name, env, routes }: Setting, context: LabContext): Promise<Outcome> {
  const folder = join(context.root, '.lab/test/alertmanager', name.replaceAll(' ', '-'));
  const file = join(folder, 'alertmanager.yml');
  const ask = async (title: string, command: readonly [string, ...string[]]): Promise<Outcome> => {
    const { code, tail } = await run(command, {
      cwd: context.root,
      env: { PATH: context.env['PATH'] ?? '/usr/bin:/bin', ...env, FILES: folder },
      timeoutMs: LIMIT_MS,
      signal: context.signal,
    });
    return code === 0 ? PASSED : failedWith(`${name}: ${title}:\n${tail}`);
  };
  const outcomes = [
    await ask('start.sh', ['sh', 'alertmanager/start.sh']),
    await ask('configuration', [amtool, 'check-config', file]),
  ];
  const test = ['config', 'routes', 'test', `--config.file=${file}`];
  for (const [labels, receivers] of routes)
    outcomes.push(
      await ask(`{${labels}}`, [amtool, ...test, `--verify.receivers=${receivers}`, ...labels.split(' ')]),
    );
  return together(outcomes);
}

/** Of one configuration, or of all of them. */
const together = (outcomes: readonly Outcome[]): Outcome => ({
  ...sum(outcomes),
  report: outcomes.flatMap(({ report }) => (report === '' ? [] : [report])).join('\n'),
});

/** Who is notified of which alert, as Alertmanager's own tool reads alertmanager/alertmanager.yml. */
export const alertmanagerRoutes: Suite = {
  part: 'static',
  name: 'alertmanager routes',
  run: async ({ context }) => {
    const amtool = await resolveProgram('amtool', context);
    if (amtool === undefined)
      return skippedBecause(
        'amtool is not installed; `./lab up --engine native` builds it with Alertmanager',
      );
    const outcomes: Outcome[] = [];
    for (const setting of SETTINGS) outcomes.push(await check(amtool, setting, context));
    return together(outcomes);
  },
};
