import '@lab/instrumentation/register';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lab/testing';
import { startOncall, type TestOncall, webhook } from './support/oncall';

let dir: string;
let oncall: TestOncall;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncall-'));
});
afterEach(async () => {
  await oncall.close();
  await rm(dir, { recursive: true });
});
const resolvedAlert = { status: 'resolved', endsAt: '2026-11-28T15:20:00Z' };
const journal = (): Promise<string> => readFile(join(dir, 'journal.ndjson'), 'utf8');

describe('oncall', () => {
  beforeEach(async () => {
    oncall = await startOncall(dir);
  });

  it('keeps a page, what people do, and what else happened, in one incident', async () => {
    expect(await oncall.get('/incidents/1')).toMatchObject({ status: 404 });
    const before = await oncall.metric('lab_pages_received_total{outcome="repeated"}');
    expect(await oncall.post('/pages', webhook('g'))).toMatchObject({
      status: 200,
      body: { outcome: 'opened', incident: 1 },
    });
    expect((await oncall.post('/pages', webhook('g'))).body).toEqual({ outcome: 'repeated', incident: 1 });
    expect(await oncall.metric('lab_pages_received_total{outcome="repeated"}')).toBe(before + 1);
    const event = { kind: 'kill', service: 'inventory', text: 'lab kill inventory' };
    expect((await oncall.post('/events', event)).body).toEqual({ incidents: [1] });
    for (const [action, state] of [
      ['ack', 'acknowledged'],
      ['mitigate', 'mitigated'],
      ['resolve', 'resolved'],
    ])
      expect(await oncall.post(`/incidents/1/${action}`, { by: 'ada' })).toMatchObject({
        status: 200,
        body: { state },
      });
    expect((await oncall.post('/incidents/1/note', { by: 'ada', text: 'a full disk' })).status).toBe(200);

    const { body } = await oncall.get('/incidents/1');
    expect(body).toMatchObject({
      title: 'Placing an order burns its budget',
      severity: 'page',
      startsAt: '2026-11-28T14:00:00.123Z', // in UTC, whatever the offset was
      alerts: [{ status: 'firing', startsAt: '2026-11-28T14:00:00.123Z' }],
    });
    expect((body['timeline'] as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      ...['alert_fired', 'event', 'acknowledged', 'mitigated', 'resolved', 'note'],
    ]);
    expect((await journal()).split('\n')).toHaveLength(7);
    expect(await oncall.metric('lab_incidents{state="resolved"}')).toBe(1);
    expect(await oncall.metric('lab_oncall_journal_bytes')).toBe(
      (await stat(join(dir, 'journal.ndjson'))).size,
    );
  });

  it('refuses what the state does not allow with 409, and an unknown incident with 404', async () => {
    await oncall.post('/pages', webhook('g'));
    await oncall.post('/incidents/1/resolve', { by: 'ada' });
    expect(await oncall.post('/incidents/1/ack', { by: 'ada' })).toMatchObject({
      status: 409,
      body: {
        code: 'oncall.incident_resolved',
        detail: expect.stringContaining('incident 1 was resolved at'),
      },
    });
    expect(await oncall.post('/incidents/2/ack', { by: 'ada' })).toMatchObject({
      status: 404,
      body: { code: 'oncall.incident_not_found' },
    });
  });

  it('lists incidents, newest first, by state and page by page', async () => {
    for (let n = 1; n <= 5; n += 1) await oncall.post('/pages', webhook(`g${n}`));
    await oncall.post('/incidents/4/ack', { by: 'ada' });
    const ids = async (query: string) => {
      const { body } = await oncall.get(`/incidents?${query}`);
      return [(body['items'] as { id: number }[]).map(({ id }) => id), body['next']];
    };
    expect(await ids('')).toEqual([[5, 4, 3, 2, 1], undefined]);
    expect(await ids('limit=2')).toEqual([[5, 4], 4]);
    expect(await ids('limit=2&before=4&state=open')).toEqual([[3, 2], 2]);
    expect(await ids('limit=2&before=2&state=open')).toEqual([[1], undefined]);
    expect(await ids('state=acknowledged')).toEqual([[4], undefined]);
  });

  it.each([
    ['/pages', {}, ['version', 'groupKey', 'alerts']],
    ['/pages', { ...webhook('g'), version: '5' }, ['version']],
    ['/pages', webhook('g', [{ startsAt: 'soon' }]), ['alerts[0].startsAt']],
    ['/pages', { ...webhook('g'), alerts: [] }, ['alerts']],
    ['/pages', webhook('g', [{ startsAt: '9999-12-31T23:59:59-01:00' }]), ['alerts[0].startsAt']],
    ['/events', { kind: 'party', text: 'x' }, ['kind']],
    ['/events', { kind: 'kill', text: 'x', colour: 'red' }, ['colour']],
    ['/incidents/1/ack', {}, ['by']],
    ['/incidents/1/note', { by: 'ada' }, ['text']],
    ['/incidents/x/ack', { by: 'ada' }, ['id']],
  ])('refuses a wrong body for %s with 422 and names what is wrong in it', async (url, body, fields) => {
    const answer = await oncall.post(url, body);
    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(fields);
    expect(await journal()).toBe('');
  });

  it('takes bodies four times as large as the other services, and refuses larger ones with 413', async () => {
    const annotations = { summary: 's'.repeat(900_000) };
    expect((await oncall.post('/pages', webhook('g', [{ annotations }]))).status).toBe(200);
    const size = (await journal()).length;
    const larger = webhook('h', [{ annotations: { summary: 's'.repeat(1_100_000) } }]);
    expect(await oncall.post('/pages', larger)).toMatchObject({ status: 413 });
    expect(await journal()).toHaveLength(size);
  });

  it('refuses pages of another web site, and changes nothing', async () => {
    const foreign = {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
    };
    expect((await oncall.post('/pages', webhook('g'))).status).toBe(200);
    for (const url of ['/pages', '/events', '/incidents/1/ack', '/incidents/1/resolve'])
      expect((await oncall.post(url, webhook('h'), foreign)).status).toBe(403);
    expect((await oncall.get('/incidents', foreign)).status).toBe(403);
    expect((await oncall.get('/incidents', { host: 'evil.example:8083' })).status).toBe(403);
    expect((await journal()).split('\n')).toHaveLength(2);
  });

  it('warns where Alertmanager left alerts out', async () => {
    await oncall.post('/pages', { ...webhook('g'), truncatedAlerts: 3 });
    expect(oncall.logs).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'Alertmanager left alerts out of a page', left_out: 3 }),
    );
  });

  it('answers concurrent pages of one group with one incident', async () => {
    const alerts = Array.from({ length: 16 }, (_, n) => ({ fingerprint: `f${n}` }));
    const answers = await Promise.all(alerts.map((alert) => oncall.post('/pages', webhook('g', [alert]))));
    expect(new Set(answers.map(({ body }) => body['incident']))).toEqual(new Set([1]));
    expect((await oncall.get('/incidents/1')).body['alerts']).toHaveLength(16);
  });

  it('is ready, and describes its operations', async () => {
    await eventually('it is ready', async () =>
      expect((await oncall.get('/health/ready')).body).toMatchObject({
        status: 'ok',
        info: { journal: { status: 'up' } },
      }),
    );
    const { paths } = (await oncall.get('/openapi.json')).body as { paths: Record<string, object> };
    expect(Object.keys(paths).sort()).toEqual([
      '/events',
      '/incidents',
      '/incidents/{id}',
      '/incidents/{id}/ack',
      '/incidents/{id}/mitigate',
      '/incidents/{id}/note',
      '/incidents/{id}/resolve',
      '/pages',
    ]);
  });
});

describe('time', () => {
  it('escalates an incident that nobody acknowledges, again after a restart, and no further than the limit', async () => {
    const env = (most: number) => ({
      ONCALL_ESCALATE_AFTER_MS: '200',
      ONCALL_MAX_ESCALATIONS: String(most),
    });
    oncall = await startOncall(dir, env(1));
    await oncall.post('/pages', webhook('g'));
    await eventually('it escalates', async () =>
      expect((await oncall.get('/incidents/1')).body).toMatchObject({ state: 'open', escalations: 1 }),
    );
    await oncall.close();
    oncall = await startOncall(dir, env(2));
    await eventually('it escalates again', async () =>
      expect((await oncall.get('/incidents/1')).body).toMatchObject({ escalations: 2 }),
    );
    expect(oncall.logs).toContainEqual(
      expect.objectContaining({ level: 'error', msg: 'incident escalated', incident: 1, escalation: 2 }),
    );
  });

  it('resolves an incident whose alerts are resolved', async () => {
    oncall = await startOncall(dir, { ONCALL_RESOLVE_AFTER_MS: '50' });
    await oncall.post('/pages', webhook('g'));
    await oncall.post('/pages', webhook('g', [resolvedAlert]));
    await eventually('it is resolved', async () =>
      expect((await oncall.get('/incidents/1')).body).toMatchObject({ state: 'resolved' }),
    );
    expect((await oncall.post('/pages', webhook('g', [resolvedAlert]))).body).toMatchObject({
      outcome: 'repeated',
    });
  });
});

describe('a journal that has grown', () => {
  const LIMIT = 60_000;
  const text = 'x'.repeat(1_500);

  it('is compacted: open incidents stay, old ones go, and a restart knows no less', async () => {
    oncall = await startOncall(dir, { ONCALL_JOURNAL_MAX_BYTES: String(LIMIT) });
    await oncall.post('/pages', webhook('open'));
    for (let n = 2; n <= 60; n += 1) {
      await oncall.post('/pages', webhook(`g${n}`, [{ annotations: { text } }]));
      await oncall.post(`/incidents/${n}/resolve`, { by: 'ada', text });
    }
    expect((await stat(join(dir, 'journal.ndjson'))).size).toBeLessThan(2 * LIMIT);
    expect(oncall.logs).toContainEqual(expect.objectContaining({ msg: 'journal compacted' }));
    const list = await oncall.get('/incidents?limit=100');
    expect((await oncall.get('/incidents/1')).body).toMatchObject({ state: 'open' });
    expect((await oncall.get('/incidents/2')).status).toBe(404);
    await oncall.close();
    oncall = await startOncall(dir);
    expect((await oncall.get('/incidents?limit=100')).body).toEqual(list.body);
    expect((await oncall.post('/pages', webhook('new'))).body).toMatchObject({ incident: 61 });
  });

  it('refuses pages once open incidents fill it, still lets people resolve, and then takes pages again', async () => {
    oncall = await startOncall(dir, { ONCALL_JOURNAL_MAX_BYTES: String(LIMIT) });
    const send = (n: number) => oncall.post('/pages', webhook(`g${n}`, [{ annotations: { text } }]));
    let sent = 1;
    while ((await send(sent)).status === 200) sent += 1;
    expect(sent).toBeGreaterThan(20);
    const refused = await send(sent);
    expect(refused).toMatchObject({ status: 503, body: { code: 'oncall.journal_full' } });
    expect(refused.headers['retry-after']).toBe('30');
    for (let n = 1; n < sent; n += 1)
      expect((await oncall.post(`/incidents/${n}/resolve`, { by: 'ada' })).status).toBe(200);
    expect((await send(sent)).status).toBe(200);
  });
});
