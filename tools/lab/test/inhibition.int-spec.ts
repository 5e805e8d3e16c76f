import { eventually } from '@lab/testing';
import { Alertmanager } from '../src/signals/alertmanager.ts';
import { ALERTMANAGER, type PostedAlert, RealAlertmanager } from './support/real-alertmanager.ts';

const LIMIT_MS = 60_000;

(ALERTMANAGER === undefined ? describe.skip : describe)('an Alertmanager without other receivers', () => {
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

  const ticket = { severity: 'ticket' };

  /** By name, service and severity, whether another alert suppresses it. Alertmanager lists an alert before it inhibits by it. */
  const expectInhibitions = async (
    alerts: readonly PostedAlert[],
    expected: Record<string, boolean>,
  ): Promise<void> => {
    await alertmanager.post(alerts);
    await eventually('all of them are there, and inhibit', async () => {
      const found = (await client.alerts()).map(
        ({ labels: { alertname = '', service = '', severity = '' }, inhibitedBy }) => [
          [alertname, service, severity].filter(Boolean).join(' '),
          inhibitedBy.length > 0,
        ],
      );
      expect(Object.fromEntries(found)).toEqual(expected);
    });
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

  it('suppresses the tickets of a cause that pages, on the same service only, and no page', async () => {
    await expectInhibitions(
      [
        alert('PostgresDown', { kind: 'cause', service: 'shop' }),
        symptom('shop', ticket),
        symptom('shop', { sloth_slo: 'another' }),
        symptom('telemetry', ticket),
      ],
      {
        'PostgresDown shop page': false,
        'ErrorBudgetBurn shop ticket': true,
        'ErrorBudgetBurn shop page': false,
        'ErrorBudgetBurn telemetry ticket': false,
      },
    );
  });

  it('lets no cause suppress a ticket that is itself only a ticket, or names no service', async () => {
    const { labels } = symptom('telemetry', ticket);
    const { service: _service, ...nowhere } = labels;
    await expectInhibitions(
      [
        alert('DiskFills', { kind: 'cause', service: 'shop', ...ticket }),
        symptom('shop', ticket),
        alert('Unknown', { kind: 'cause' }),
        { labels: nowhere },
      ],
      {
        'DiskFills shop ticket': false,
        'ErrorBudgetBurn shop ticket': false,
        'Unknown page': false,
        'ErrorBudgetBurn ticket': false,
      },
    );
  });

  it('suppresses the ticket of an objective that pages, and of no other', async () => {
    await expectInhibitions([symptom('shop'), symptom('shop', ticket), symptom('telemetry', ticket)], {
      'ErrorBudgetBurn shop page': false,
      'ErrorBudgetBurn shop ticket': true,
      'ErrorBudgetBurn telemetry ticket': false,
    });
  });

  it('shows what a silence suppresses, and the silence', async () => {
    await alertmanager.silence('service', 'shop');
    await alertmanager.post([symptom('shop')]);
    const [silence] = await client.silences();
    expect(silence).toMatchObject({ createdBy: 'a test', matchers: [{ name: 'service', value: 'shop' }] });
    await eventually('it is silenced', async () =>
      expect(await client.alerts()).toMatchObject([{ state: 'suppressed', silencedBy: [silence?.id] }]),
    );
  });
});
