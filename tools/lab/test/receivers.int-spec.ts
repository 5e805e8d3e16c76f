import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, until } from '@lab/testing';
import { Alertmanager } from '../src/signals/alertmanager.ts';
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
    await alertmanager.post([PAGE]);
    await until('the page is everywhere', () => http.requests.length >= 7 && smtp.mails.length >= 1, ARRIVES);
    await alertmanager.post([resolved(PAGE)]);
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

  it('each get the page, and the resolved notification unless it is Iris', () => {
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
  ])('%s gets version 4 of the webhook body, grouped by objective', (receiver, path) => {
    const common = {
      version: '4',
      receiver,
      groupLabels: { alertname: 'ErrorBudgetBurn', service: 'shop', sloth_slo: 'placing' },
      commonAnnotations: PAGE.annotations,
    };
    const alert = { labels: PAGE.labels, fingerprint: expect.any(String), startsAt: expect.any(String) };
    expect(bodiesAt(path)).toEqual([
      expect.objectContaining({
        ...common,
        status: 'firing',
        alerts: [expect.objectContaining({ ...alert, status: 'firing' })],
      }),
      expect.objectContaining({
        ...common,
        status: 'resolved',
        alerts: [expect.objectContaining({ ...alert, status: 'resolved' })],
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
        groupLabels: expect.objectContaining({ iris_plan: 'sre-lab' }) as unknown,
      }),
    ]);
  });

  it('Slack gets a title, the summary, and where to look', () => {
    const sent = bodiesAt(SECRETS.slack) as { attachments: { title: string; text: string }[] }[];
    const titles = sent.map(({ attachments: [attachment] }) => attachment?.title);
    expect(titles).toEqual([
      '[FIRING] ErrorBudgetBurn shop placing',
      '[RESOLVED] ErrorBudgetBurn shop placing',
    ]);
    const text = sent[0]?.attachments[0]?.text;
    for (const part of [
      'Placing an order fails too often',
      'Runbook: docs/runbooks/placing.md',
      'Dashboard: /d/lab-overview',
    ])
      expect(text).toContain(part);
  });

  it('PagerDuty gets its routing key, and opens and resolves one incident', () => {
    const [trigger, resolve] = bodiesAt(PAGERDUTY) as { dedup_key: string }[];
    expect(trigger).toMatchObject({
      routing_key: SECRETS.pagerduty,
      event_action: 'trigger',
      payload: {
        severity: 'critical',
        summary: 'ErrorBudgetBurn shop placing: Placing an order fails too often',
        component: 'shop',
        custom_details: {
          runbook: 'docs/runbooks/placing.md',
          dashboard: '/d/lab-overview',
          num_firing: 1,
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
      '[FIRING] ErrorBudgetBurn shop placing',
      '[RESOLVED] ErrorBudgetBurn shop placing',
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

describeWith('an Alertmanager without other receivers', () => {
  let alertmanager: RealAlertmanager;
  let client: Alertmanager;

  beforeEach(async () => {
    alertmanager = new RealAlertmanager({ ONCALL_URL: 'http://127.0.0.1:1/pages' });
    expect(await alertmanager.start()).toBeUndefined();
    client = new Alertmanager(alertmanager.url);
  }, LIMIT_MS);
  afterEach(() => alertmanager.stop());

  const alert = (alertname: string, labels: Record<string, string>): PostedAlert => ({
    labels: { alertname, severity: 'page', ...labels },
  });
  const symptom = (service: string, labels: Record<string, string> = {}): PostedAlert =>
    alert('ErrorBudgetBurn', { kind: 'symptom', service, sloth_slo: `${service}-slo`, ...labels });

  /** By service and severity, the names of the alerts that suppress it. */
  const inhibitions = async (alerts: readonly PostedAlert[]): Promise<Record<string, boolean>> => {
    await alertmanager.post(alerts);
    const firing = await eventually('all of them are there', async () => {
      const found = await client.alerts();
      expect(found).toHaveLength(alerts.length);
      return found;
    });
    return Object.fromEntries(
      firing.map(({ labels: { alertname = '', service = '', severity = '' }, inhibitedBy }) => [
        [alertname, service, severity].filter(Boolean).join(' '),
        inhibitedBy.length > 0,
      ]),
    );
  };

  it('has no receiver that nobody has enabled', async () => {
    const { config, startedAt } = await client.status();
    expect([...config.matchAll(/^- name: (.+)$/gm)].map(([, name]) => name)).toEqual([
      'oncall',
      'tickets',
      'heartbeat',
    ]);
    expect(startedAt.getTime()).toBeGreaterThan(Date.now() - LIMIT_MS);
  });

  it('suppresses the symptoms of a cause that pages, on the same service only', async () => {
    expect(
      await inhibitions([
        alert('PostgresDown', { kind: 'cause', service: 'shop' }),
        symptom('shop'),
        symptom('telemetry'),
      ]),
    ).toEqual({
      'PostgresDown shop page': false,
      'ErrorBudgetBurn shop page': true,
      'ErrorBudgetBurn telemetry page': false,
    });
  });

  it('lets no cause suppress a page that is itself only a ticket, or names no service', async () => {
    const { labels } = symptom('telemetry');
    const { service: _service, ...nowhere } = labels;
    expect(
      await inhibitions([
        alert('DiskFills', { kind: 'cause', service: 'shop', severity: 'ticket' }),
        symptom('shop'),
        alert('Unknown', { kind: 'cause' }),
        { labels: nowhere },
      ]),
    ).toEqual({
      'DiskFills shop ticket': false,
      'ErrorBudgetBurn shop page': false,
      'Unknown page': false,
      'ErrorBudgetBurn page': false,
    });
  });

  it('suppresses the ticket of an objective that pages, and of no other', async () => {
    const ticket = { severity: 'ticket' };
    expect(
      await inhibitions([symptom('shop'), symptom('shop', ticket), symptom('telemetry', ticket)]),
    ).toEqual({
      'ErrorBudgetBurn shop page': false,
      'ErrorBudgetBurn shop ticket': true,
      'ErrorBudgetBurn telemetry ticket': false,
    });
  });

  it('shows what a silence suppresses, and the silence', async () => {
    await alertmanager.silence('service', 'shop');
    await inhibitions([symptom('shop')]);
    const [silence] = await client.silences();
    expect(silence).toMatchObject({ createdBy: 'a test', matchers: [{ name: 'service', value: 'shop' }] });
    await eventually('it is silenced', async () =>
      expect(await client.alerts()).toMatchObject([{ state: 'suppressed', silencedBy: [silence?.id] }]),
    );
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
