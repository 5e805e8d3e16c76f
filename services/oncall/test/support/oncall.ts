import { Problem } from '@lab/contracts';
import { createApp } from '@lab/instrumentation';
import { OncallConfig } from '../../src/oncall.config';
import { OncallModule } from '../../src/oncall.module';
import { OPEN_API } from '../../src/openapi';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** Oncall as it runs, on a journal of the test's own. */
export async function startOncall(dir: string, env: Record<string, string> = {}) {
  const logs: Record<string, unknown>[] = [];
  const app = await createApp({
    ...{ name: 'oncall', config: OncallConfig, module: OncallModule, openApi: OPEN_API },
    env: { ONCALL_JOURNAL_DIR: dir, ONCALL_SWEEP_MS: '20', ...env },
    logTo: { write: (line) => logs.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const call = async (method: 'GET' | 'POST', url: string, body?: unknown, headers = {}): Promise<Answer> => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = { 'content-type': 'application/json', ...headers };
    const answer = await app.inject({
      method,
      url,
      ...(body === undefined ? { headers } : { payload, headers: sent }),
    });
    if (answer.statusCode >= 400 && !url.startsWith('/health')) Problem.parse(answer.json());
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson ? answer.json<Record<string, unknown>>() : { text: answer.body },
    };
  };
  return {
    logs,
    get: (url: string, headers?: object) => call('GET', url, undefined, headers),
    post: (url: string, body: unknown, headers?: object) => call('POST', url, body, headers),
    /** The value of a series, by its name and labels as `/metrics` prints them. */
    metric: async (series: string): Promise<number> => {
      const { text } = (await call('GET', '/metrics')).body;
      const line = String(text)
        .split('\n')
        .find((each) => each.startsWith(`${series} `));
      return Number(line?.split(' ')[1]);
    },
    close: () => app.close(),
  };
}
export type TestOncall = Awaited<ReturnType<typeof startOncall>>;

/** Body of a webhook, as Alertmanager 0.28 sends it. */
export const webhook = (groupKey: string, alerts: readonly object[] = [{}]): Record<string, unknown> => ({
  receiver: 'oncall',
  status: 'firing',
  version: '4',
  groupKey,
  truncatedAlerts: 0,
  groupLabels: { slo: 'placing' },
  commonLabels: { severity: 'page' },
  commonAnnotations: { summary: 'Placing an order burns its budget' },
  externalURL: 'http://alertmanager:9093',
  notification_reason: 'first',
  alerts: alerts.map((alert) => ({
    status: 'firing',
    labels: { alertname: 'PlacingBurns' },
    annotations: {},
    startsAt: '2026-11-28T15:00:00.123456789+01:00',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph',
    fingerprint: 'b1ff7d1f4e7a1c02',
    ...alert,
  })),
});
