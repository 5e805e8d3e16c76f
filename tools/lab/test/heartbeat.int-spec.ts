import { until } from '@lab/testing';
import { Alertmanager } from '../src/signals/alertmanager.ts';
import { HttpRecorder } from './support/http-recorder.ts';
import { ALERTMANAGER, type PostedAlert, RealAlertmanager } from './support/real-alertmanager.ts';

const HEARTBEAT = '/heartbeat-53cr3t';
const alert = (alertname: string, severity: string): PostedAlert => ({
  labels: { alertname, severity, kind: 'cause', service: 'telemetry' },
});

(ALERTMANAGER === undefined ? describe.skip : describe)("the dead man's switch", () => {
  const http = new HttpRecorder();
  let alertmanager: RealAlertmanager;

  beforeAll(async () => {
    const url = await http.start();
    alertmanager = new RealAlertmanager({
      ONCALL_URL: `${url}/pages`,
      ALERTS_HEARTBEAT_URL: url + HEARTBEAT,
    });
    expect(await alertmanager.start()).toBeUndefined();
  }, 60_000);
  afterAll(async () => {
    await alertmanager.stop();
    http.stop();
  });

  it('reaches the heartbeat, pages nobody, and is in no list of alerts', async () => {
    await alertmanager.post([alert('DeadMansSwitch', 'none'), alert('PostgresDown', 'page')]);
    await until('both have arrived', () => http.requests.length >= 2, { withinMs: 20_000 });
    expect(http.at('/pages')).toMatchObject([
      { body: { alerts: [{ labels: { alertname: 'PostgresDown' } }] } },
    ]);
    expect(http.at(HEARTBEAT)).toMatchObject([
      { body: { status: 'firing', alerts: [{ labels: { alertname: 'DeadMansSwitch' } }] } },
    ]);
    expect(await new Alertmanager(alertmanager.url).alerts()).toMatchObject([
      { labels: { alertname: 'PostgresDown' } },
    ]);
    expect(alertmanager.file('alertmanager.yml')).not.toContain('53cr3t');
  });
});
