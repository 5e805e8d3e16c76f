import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@lab/testing';
import { HttpRecorder, type Recorded } from './support/http-recorder.ts';
import { ALERTMANAGER, type PostedAlert, RealAlertmanager } from './support/real-alertmanager.ts';
import { SmtpRecorder } from './support/smtp-recorder.ts';

// Starting, and twice the longest group interval of a page.
const LIMIT_MS = 60_000;
const ARRIVES = { withinMs: 20_000 };

/** No receiver's address, and no word that a log would contain by itself. */
const SECRETS = {
  password: "p'ss-53cr3t",
  slack: '/services/T0/B0/slack-53cr3t',
  pagerduty: 'pagerduty-53cr3t',
  zenduty: '/api/integration/prometheus/zenduty-53cr3t/',
  irm: '/integrations/v1/alertmanager/irm-53cr3t/',
  iris: '/v0/webhooks/alertmanager?application=lab&key=iris-53cr3t',
} as const;
const PAGERDUTY = '/v2/enqueue';

const PAGE: PostedAlert = {
  labels: {
    alertname: 'ErrorBudgetBurn',
    severity: 'page',
    kind: 'symptom',
    sloth_service: 'shop',
    sloth_slo: 'placing',
    long_window: '1h',
    short_window: '5m',
    // As Prometheus adds them.
    service: 'shop',
    iris_plan: 'sre-lab',
  },
  annotations: {
    summary: 'Placing an order fails too often',
    runbook: 'docs/runbooks/placing.md',
    dashboard: '/d/lab-overview',
  },
};
/** An outage: an objective by two pairs of windows, and why it burns. */
const OUTAGE: readonly PostedAlert[] = [
  PAGE,
  { ...PAGE, labels: { ...PAGE.labels, long_window: '6h', short_window: '30m' } },
  {
    labels: {
      alertname: 'ServiceDown',
      severity: 'page',
      kind: 'cause',
      service: 'shop',
      job: 'inventory',
      iris_plan: 'sre-lab',
    },
    annotations: {
      summary: 'inventory does not answer',
      runbook: 'docs/runbooks/service-down.md',
      dashboard: '/d/lab-overview',
    },
  },
];
/** In the order in which Alertmanager lists them. */
const SUMMARIES = [
  'inventory does not answer',
  'Placing an order fails too often',
  'Placing an order fails too often',
] as const;
const resolved = (alert: PostedAlert): PostedAlert => ({ ...alert, endsAt: new Date() });

const describeWith = ALERTMANAGER === undefined ? describe.skip : describe;

describeWith('the receivers of alertmanager/alertmanager.yml', () => {
  const http = new HttpRecorder();
  const smtp = new SmtpRecorder();
  let alertmanager: RealAlertmanager;

  beforeAll(async () => {
    const url = await http.start();
    http.failures.push(503); // whoever comes first has to try again
    alertmanager = new RealAlertmanager({
      ONCALL_URL: `${url}/pages`,
      ALERTS_SMTP_HOST: await smtp.start(),
      ALERTS_SMTP_USER: 'lab',
      ALERTS_SMTP_PASSWORD: SECRETS.password,
      ALERTS_SMTP_TLS: 'false',
      ALERTS_EMAIL_FROM: 'The Lab <lab@example.org>',
      ALERTS_EMAIL_TO: 'first@example.org, second@example.org',
      ALERTS_SLACK_URL: url + SECRETS.slack,
      ALERTS_PAGERDUTY_KEY: SECRETS.pagerduty,
      ALERTS_PAGERDUTY_URL: url + PAGERDUTY,
      ALERTS_ZENDUTY_URL: url + SECRETS.zenduty,
      ALERTS_GRAFANA_IRM_URL: url + SECRETS.irm,
      ALERTS_IRIS_URL: url + SECRETS.iris,
    });
    expect(await alertmanager.start()).toBeUndefined();
    await alertmanager.post(OUTAGE);
    await until('the page is everywhere', () => http.requests.length >= 7 && smtp.mails.length >= 1, ARRIVES);
    await alertmanager.post(OUTAGE.map(resolved));
    // A group that nothing is in any more has sent all that it had to send.
    const groups = 'alertmanager_dispatcher_aggregation_groups';
    await until('all groups are done', async () => (await alertmanager.metric(groups)) === 0, ARRIVES);
  }, LIMIT_MS);

  afterAll(async () => {
    await alertmanager.stop();
    http.stop();
    smtp.stop();
  });

  /** What arrived at a path, without what was answered with 503. */
  const bodiesAt = (path: string): unknown[] => {
    const seen = http.at(path).map(({ body }) => body);
    return http.requests[0]?.path === path ? seen.slice(1) : seen;
  };

  it('each get one page for the outage, and one when it is over unless it is Iris', () => {
    const expected = {
      '/pages': 2,
      [SECRETS.slack]: 2,
      [PAGERDUTY]: 2,
      [SECRETS.zenduty]: 2,
      [SECRETS.irm]: 2,
    };
    const paths = Object.keys({ ...expected, [SECRETS.iris]: 1 });
    expect(Object.fromEntries(paths.map((path) => [path, bodiesAt(path).length]))).toEqual({
      ...expected,
      [SECRETS.iris]: 1,
    });
    expect(new Set(http.requests.map(({ path }) => path))).toEqual(new Set(paths));
  });

  it('try again after a failure: the first of them was answered with 503', () => {
    const [first] = http.requests as [Recorded, ...Recorded[]];
    expect(http.at(first.path)[1]?.body).toEqual(first.body);
  });

  it.each([
    ['oncall', '/pages'],
    ['zenduty', SECRETS.zenduty],
    ['grafana-irm', SECRETS.irm],
  ])('%s gets version 4 of the webhook body, grouped by service', (receiver, path) => {
    const common = {
      version: '4',
      receiver,
      groupLabels: { service: 'shop' },
      commonAnnotations: { dashboard: '/d/lab-overview' },
    };
    const alerts = (status: string): unknown =>
      expect.arrayContaining(
        OUTAGE.map(({ labels }) =>
          expect.objectContaining({
            ...{ status, labels },
            ...{ fingerprint: expect.any(String) as unknown, startsAt: expect.any(String) as unknown },
          }),
        ),
      );
    expect(bodiesAt(path)).toEqual([
      expect.objectContaining({
        ...common,
        status: 'firing',
        alerts: alerts('firing'),
      }),
      expect.objectContaining({
        ...common,
        status: 'resolved',
        alerts: alerts('resolved'),
      }),
    ]);
    for (const { method, headers } of http.at(path))
      expect({ method, type: headers['content-type'] }).toEqual({ method: 'POST', type: 'application/json' });
  });

  it('Iris finds its plan in the labels of the group', () => {
    expect(bodiesAt(SECRETS.iris)).toEqual([
      expect.objectContaining({
        version: '4',
        status: 'firing',
        groupLabels: { service: 'shop', iris_plan: 'sre-lab' },
      }),
    ]);
  });

  it('Slack gets a title, the summaries, and where to look', () => {
    const sent = bodiesAt(SECRETS.slack) as { attachments: { title: string; text: string }[] }[];
    const titles = sent.map(({ attachments: [attachment] }) => attachment?.title);
    expect(titles).toEqual(['[FIRING] shop: ServiceDown, placing', '[RESOLVED] shop: ServiceDown, placing']);
    const textOf = (status: string): string =>
      [
        ...SUMMARIES.map((summary) => status + summary),
        'Runbook: docs/runbooks/service-down.md',
        'Runbook: docs/runbooks/placing.md',
        'Dashboard: /d/lab-overview',
        '',
      ].join('\n');
    expect(sent.map(({ attachments: [attachment] }) => attachment?.text)).toEqual([
      textOf(''),
      textOf('Resolved: '),
    ]);
  });

  it('PagerDuty gets its routing key, and opens and resolves one incident', () => {
    const [trigger, resolve] = bodiesAt(PAGERDUTY) as { dedup_key: string }[];
    expect(trigger).toMatchObject({
      routing_key: SECRETS.pagerduty,
      event_action: 'trigger',
      payload: {
        severity: 'critical',
        summary: 'shop: ServiceDown, placing',
        component: 'shop',
        custom_details: {
          summary: expect.stringContaining('Runbook: docs/runbooks/service-down.md') as unknown,
          num_firing: 3,
        },
      },
    });
    expect(resolve).toMatchObject({
      routing_key: SECRETS.pagerduty,
      event_action: 'resolve',
      dedup_key: trigger?.dedup_key,
    });
  });

  it('e-mail logs in, and writes to all recipients', () => {
    for (const mail of smtp.mails)
      expect(mail).toMatchObject({
        login: ['lab', SECRETS.password],
        from: 'lab@example.org',
        to: ['first@example.org', 'second@example.org'],
      });
    expect(smtp.mails.map(({ text }) => /^Subject: (.+)$/m.exec(text)?.[1])).toEqual([
      '[FIRING] shop: ServiceDown, placing',
      '[RESOLVED] shop: ServiceDown, placing',
    ]);
    // Quoted-printable breaks long lines with a sign of its own.
    expect(smtp.mails[0]?.text.replaceAll('=\n', '')).toContain('Placing an order fails too often');
  });

  it('no secret is in the log, the configuration or the environment, or readable by others', () => {
    expect(alertmanager.output).toContain('Listening on'); // or it is not its log
    for (const text of [alertmanager.output, alertmanager.file('alertmanager.yml'), alertmanager.environment])
      expect(text).not.toContain('53cr3t');
    const modes = readdirSync(alertmanager.files).map(
      (name) => statSync(join(alertmanager.files, name)).mode & 0o077,
    );
    expect(new Set(modes)).toEqual(new Set([0]));
    expect(alertmanager.file('ALERTS_SMTP_PASSWORD')).toBe(SECRETS.password);
  });
});

describeWith('a receiver with half of its settings', () => {
  it('does not start, and names the variable', async () => {
    const alertmanager = new RealAlertmanager({
      ONCALL_URL: 'http://127.0.0.1:1/pages',
      ALERTS_SMTP_PASSWORD: SECRETS.password,
      ALERTS_EMAIL_TO: 'first@example.org',
    });
    try {
      expect(await alertmanager.start()).toBe(1);
      expect(alertmanager.output).toContain('ALERTS_EMAIL_FROM is not set');
      expect(alertmanager.output).not.toContain('53cr3t');
    } finally {
      await alertmanager.stop();
    }
  });
});
