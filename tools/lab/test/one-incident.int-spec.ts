import { until } from '@lab/testing';
import { HttpRecorder } from './support/http-recorder.ts';
import { ALERTMANAGER, type PostedAlert, RealAlertmanager } from './support/real-alertmanager.ts';

const page = (alertname: string, kind: string): PostedAlert => ({
  labels: { alertname, severity: 'page', kind, service: 'shop' },
});
const SYMPTOM = page('ErrorBudgetBurn', 'symptom');
const LAB_TIME = { labels: { ...SYMPTOM.labels, pace: 'lab-time', sloth_slo: 'placing-lab-time' } };
const CAUSE = page('ServiceDown', 'cause');
const ended = (alert: PostedAlert): PostedAlert => ({ ...alert, endsAt: new Date() });

interface Page {
  readonly status: string;
  readonly groupKey: string;
  readonly alerts: readonly { readonly status: string; readonly labels: { readonly alertname: string } }[];
}

(ALERTMANAGER === undefined ? describe.skip : describe)('an outage', () => {
  const oncall = new HttpRecorder();
  let alertmanager: RealAlertmanager;

  beforeAll(async () => {
    alertmanager = new RealAlertmanager({ ONCALL_URL: `${await oncall.start()}/pages` });
    expect(await alertmanager.start()).toBeUndefined();
  }, 60_000);
  afterAll(async () => {
    await alertmanager.stop();
    oncall.stop();
  });

  const pages = (): readonly Page[] => oncall.at('/pages').map(({ body }) => body as Page);
  /** Posts an alert, and answers with the page that it leads to. */
  const pageAfter = async (posted: PostedAlert): Promise<string> => {
    const before = pages().length;
    await alertmanager.post([posted]);
    await until('another page arrives', () => pages().length > before, { withinMs: 20_000 });
    const { status, alerts: sent } = pages()[before]!;
    const each = sent.map((alert) => `${alert.labels.alertname} ${alert.status}`).sort();
    return `${status}: ${each.join(', ')}`;
  };

  it('is one group: a cause joins its symptoms, and each is reported as resolved when it ends', async () => {
    expect([
      await pageAfter(SYMPTOM),
      await pageAfter(LAB_TIME),
      await pageAfter(CAUSE),
      await pageAfter(ended(SYMPTOM)),
      await pageAfter(ended(LAB_TIME)),
      await pageAfter(ended(CAUSE)),
    ]).toEqual([
      'firing: ErrorBudgetBurn firing',
      'firing: ErrorBudgetBurn firing, ErrorBudgetBurn firing',
      'firing: ErrorBudgetBurn firing, ErrorBudgetBurn firing, ServiceDown firing',
      'firing: ErrorBudgetBurn firing, ErrorBudgetBurn resolved, ServiceDown firing',
      'firing: ErrorBudgetBurn resolved, ServiceDown firing',
      'resolved: ServiceDown resolved',
    ]);
    expect(new Set(pages().map(({ groupKey }) => groupKey)).size).toBe(1);
  });
});
