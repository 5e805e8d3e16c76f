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

  it('suppresses the tickets of a cause that pages, on the same service only, and no page', async () => {
    expect(
      await inhibitions([
        alert('PostgresDown', { kind: 'cause', service: 'shop' }),
        symptom('shop', ticket),
        symptom('shop', { sloth_slo: 'another' }),
        symptom('telemetry', ticket),
      ]),
    ).toEqual({
      'PostgresDown shop page': false,
      'ErrorBudgetBurn shop ticket': true,
      'ErrorBudgetBurn shop page': false,
      'ErrorBudgetBurn telemetry ticket': false,
    });
  });

  it('lets no cause suppress a ticket that is itself only a ticket, or names no service', async () => {
    const { labels } = symptom('telemetry', ticket);
    const { service: _service, ...nowhere } = labels;
    expect(
      await inhibitions([
        alert('DiskFills', { kind: 'cause', service: 'shop', ...ticket }),
        symptom('shop', ticket),
        alert('Unknown', { kind: 'cause' }),
        { labels: nowhere },
      ]),
    ).toEqual({
      'DiskFills shop ticket': false,
      'ErrorBudgetBurn shop ticket': false,
      'Unknown page': false,
      'ErrorBudgetBurn ticket': false,
    });
  });

  it('suppresses the ticket of an objective that pages, and of no other', async () => {
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
