import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import type { LabContext } from '../src/context.ts';
import type { Engine } from '../src/engines/engine.ts';
import { writePostmortem } from '../src/verbs/incident/write-report.ts';
import { incidentWith } from '../src/postmortem/testing/postmortem.ts';
import { type Answers, FakeTelemetry } from './support/fake-telemetry.ts';

const HOSTILE = '<script>alert(1)</script>';
const incident = incidentWith({ title: `Orders settle late ${HOSTILE}` });
const { alerts: _, timeline: __, timelineOmitted: ___, ...summary } = incident;

const matrix = { data: { result: [{ metric: { service: 'orders' }, values: [[1_795_878_030, '0.5']] }] } };
const vector = (value: string) => ({ data: { result: [{ metric: {}, value: [1_795_878_030, value] }] } });
const ANSWERS: Answers = {
  '/incidents/7': () => incident,
  '/incidents': () => ({ items: [{ ...summary, firing: 0, alertCount: 1 }] }),
  '/api/v1/query_range': () => matrix,
  '/api/v1/query': (query) => vector(query.includes('increase') ? '800' : '0.25'),
  '/api/traces': () => ({
    data: [
      {
        traceID: 'a'.repeat(32),
        processes: { p: { serviceName: 'orders' } },
        spans: [
          {
            spanID: '1',
            processID: 'p',
            operationName: 'POST /orders',
            startTime: 1,
            duration: 2_000_000,
            tags: [],
          },
        ],
      },
    ],
  }),
  '/loki/api/v1/query': () => vector('3'),
  '/loki/api/v1/query_range': () => ({
    data: {
      result: [
        { stream: { service_name: 'orders', level: 'error' }, values: [['1795878030000000000', HOSTILE]] },
      ],
    },
  }),
};

describe('lab incident report', () => {
  const lab = new FakeTelemetry();
  let folder: string;
  let url: string;
  beforeAll(async () => (url = await lab.start()));
  afterAll(() => lab.stop());
  beforeEach(() => {
    lab.answers = ANSWERS;
    folder = mkdtempSync(join(tmpdir(), 'lab-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Every service at one address; where there should be a store, nobody listens. */
  const engine = (): Engine => {
    const { hostname: host, port } = new URL(url);
    const stores = ['postgres', 'redis', 'rabbitmq'];
    const address = (name: string) => ({ host, port: stores.includes(name) ? 1 : Number(port) });
    return { name: 'native', address } as unknown as Engine;
  };

  const report = async (options: { out?: string; force?: true } = {}) => {
    const stdout = new PassThrough();
    const context = {
      ...{ root: resolve(__dirname, '../../..'), stateDir: folder, env: {}, json: true },
      ...{ stdout, stderr: new PassThrough(), signal: new AbortController().signal },
    } as unknown as LabContext;
    const exitCode = await writePostmortem(context, engine(), { id: '7', ...options });
    return { exitCode, found: JSON.parse(String(stdout.read())) as Record<string, unknown> };
  };
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

  it('writes what the lab says as Markdown with pictures, and as one page', async () => {
    const { exitCode, found } = await report();
    expect(exitCode).toBe(0);
    expect(found).toMatchObject({
      incident: { id: 7 },
      impacts: { value: expect.arrayContaining([expect.objectContaining({ total: 800, bad: 200 })]) },
      traces: { value: [expect.objectContaining({ slowest: 'orders POST /orders', alike: 1 })] },
      logs: { value: { counts: [expect.objectContaining({ count: 3 })] } },
      others: { value: [] },
    });
    expect(readdirSync(join(folder, 'incidents/7')).sort()).toEqual([
      ...[
        'failures.svg',
        'latency.svg',
        'log-lines.svg',
        'orders.svg',
        'postmortem.html',
        'postmortem.md',
        'waiting.svg',
      ],
    ]);
    const [page, markdown] = [read('incidents/7/postmortem.html'), read('incidents/7/postmortem.md')];
    expect(page.match(/<svg/g)).toHaveLength(5);
    expect(page).not.toContain('<script');
    expect(markdown).not.toMatch(/(?<!\\)<script/);
    expect(markdown).toContain('](orders.svg)');
  });

  it('names what does not answer, and reports the rest', async () => {
    lab.answers = { ...ANSWERS, '/loki/api/v1/query': undefined, '/api/traces': () => ({ data: [] }) };
    const { exitCode, found } = await report();
    expect(exitCode).toBe(0);
    const markdown = read('incidents/7/postmortem.md');
    expect(markdown).toMatch(/^- Logs: not checked: Loki does not answer/m);
    expect(markdown).toMatch(/^- Traces: not checked: Jaeger has no trace of that time/m);
    expect(markdown).toMatch(/^- Audit: not checked: .+/m); // no store listens
    expect(found).toMatchObject({ impacts: { value: expect.any(Array) } });
  });

  it('does not overwrite what somebody may have written in it', async () => {
    const file = join(folder, 'postmortem.md');
    writeFileSync(file, 'our causes');
    await expect(report({ out: folder })).rejects.toMatchObject({ name: 'UsageError' });
    expect(readFileSync(file, 'utf8')).toBe('our causes');
    await report({ out: folder, force: true });
    expect(readFileSync(file, 'utf8')).toContain('# Incident 7');
  });
});
