import { get } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@lab/testing';
import { recordEngine } from '../src/engines/state-dir.ts';
import { EnvironmentError } from '../src/errors.ts';
import { run } from '../src/verbs/dash/run.ts';
import { TestDash } from './support/test-dash.ts';

const ROOT = resolve(__dirname, '../../..');
const STORE_LIMIT_MS = 500;

let dash: TestDash;

beforeAll(async () => {
  dash = await TestDash.start({ storeLimitMs: STORE_LIMIT_MS });
});
afterAll(async () => {
  await dash.stop();
  expect(dash.errors).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** By hand: fetch would tidy up the path, and set Host itself. */
const ask = (path: string, { url = dash.url, headers = {}, method = 'GET' } = {}): Promise<Answer> =>
  new Promise((answered, reject) => {
    const { hostname, port } = new URL(url);
    const request = get({ hostname, port, path, headers, method, timeout: 5000 }, (response) => {
      text(response).then(
        (body) =>
          answered({
            status: response.statusCode ?? 0,
            type: String(response.headers['content-type']),
            body,
            headers: response.headers,
          }),
        reject,
      );
    });
    request.on('error', reject);
  });

const query = (expr: string): string =>
  `/api/prometheus/api/v1/query_range?${new URLSearchParams({ query: expr, start: '0', end: '60', step: '5' }).toString()}`;
const errorIn = ({ body }: Answer): string => (JSON.parse(body) as { error: string }).error;

describe('the page', () => {
  it.each(['/', '/d/shop', '/d/shop/a-slug', '/trace/abc', '/traces', '/logs', '/explore'])(
    'is at %s',
    async (path) => {
      const answer = await ask(path);
      expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
      expect(answer.body).toContain('/tools/dash/src/page/main.ts');
    },
  );

  it.each([
    ['//', 404],
    ['///d//x', 404],
    ['//another.example/d/shop', 404],
    ['/%', 404],
    ['/tools/dash/src/page/main.ts/below-a-file.ts', 404],
    [`/tools/dash/src/page/${'long'.repeat(100)}.ts`, 404],
    ['http://another.example/', 400],
    ['*', 400],
  ])('is not at %s', async (path, status) => {
    const answer = await ask(path);
    expect({ status: answer.status, type: answer.type }).toEqual({ status, type: 'application/json' });
  });

  it('loads its modules without their types, its styles, and the charts', async () => {
    const module = await ask('/tools/boards/src/interpolate.ts');
    expect(module).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' });
    expect(module.body).toContain('export function interpolate(text');
    expect(module.body).not.toContain('interface Scope');
    expect((await ask('/tools/dash/src/page/style/page.css')).type).toBe('text/css; charset=utf-8');
    expect((await ask('/vendor/echarts.js')).body.length).toBeGreaterThan(500_000);
  });

  it('allows nothing but its own scripts and styles', async () => {
    const { headers } = await ask('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    '/tools/lab/src/main.ts',
    '/tools/dash/src/server.ts',
    '/tools/boards/src/../../lab/src/main.ts',
    '/tools/boards/src/%2e%2e/%2e%2e/lab/src/main.ts',
    '/tools/boards/src/..%2f..%2flab/src/main.ts',
    '/tools/dash/src/page/../../../../.env',
    '/tools/boards/src/interpolate.spec.ts',
    '/tools/boards/src',
    '/../../etc/passwd',
    '/vendor/../package.json',
    '/etc/passwd',
  ])('does not hand out %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });
});

describe('who may ask', () => {
  it('refuses a name that is not its own, as after DNS rebinding', async () => {
    const answer = await ask('/api/boards', { headers: { host: 'evil.example' } });
    expect(answer.status).toBe(421);
    expect(errorIn(answer)).toContain('answers to no other name');
  });

  it('refuses everything but reading', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });

  it('refuses what another site loads', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask('/api/boards', { headers })).status).toBe(403);
  });

  // Elsewhere 127.0.0.2 is no address of the machine.
  const itOnLinux = process.platform === 'linux' ? it : it.skip;

  itOnLinux('listens on 127.0.0.1 alone, not on every address of the machine', async () => {
    const url = dash.url.replace('127.0.0.1', '127.0.0.2');
    await expect(ask('/', { url })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the boards', () => {
  it('are those of the folder, the overview first; one that cannot be shown is named', async () => {
    const { boards, problems } = JSON.parse((await ask('/api/boards')).body) as {
      boards: { title: string }[];
      problems: string[];
    };
    expect(boards.map(({ title }) => title)).toEqual(['Overview', 'Parts']);
    expect(problems).toEqual([
      expect.stringContaining('dashboard "Pie", panel "Shares": type "piechart" is not supported'),
    ]);
  });

  it('that cannot be read, or are not there, do not keep the page from working', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'boards-'));
    writeFileSync(join(folder, 'half.json'), '{');
    const other = await dash.serve({ boards: folder });
    try {
      const half = JSON.parse((await ask('/api/boards', { url: other.url })).body) as { problems: string[] };
      expect(half.problems).toEqual([expect.stringContaining('half.json')]);
      rmSync(folder, { recursive: true });
      const none = JSON.parse((await ask('/api/boards', { url: other.url })).body) as { problems: string[] };
      expect(none.problems).toEqual([`no dashboard in ${folder}`]);
    } finally {
      await other.close();
    }
  });
});

describe('a question to a store', () => {
  it('is passed on, and so is the answer', async () => {
    const answer = await ask(query('requests_total'));
    expect(answer).toMatchObject({ status: 200, type: 'application/json' });
    expect(JSON.parse(answer.body)).toMatchObject({ data: { result: [{ values: expect.any(Array) }] } });
  });

  it('fails in the words of the store', async () => {
    const answer = await ask(query('broken('));
    expect(answer.status).toBe(400);
    expect(errorIn(answer)).toBe('Prometheus: parse error: unclosed left parenthesis');
    const missing = await ask('/api/jaeger/api/traces/abc');
    expect(missing.status).toBe(404);
    expect(errorIn(missing)).toBe('Jaeger: trace not found');
  });

  it('gives up on a store that does not answer, names it and says what to do', async () => {
    const began = Date.now();
    const answer = await ask(query('never'));
    expect(answer.status).toBe(504);
    expect(errorIn(answer)).toContain('Prometheus has not answered within 0.5 s');
    expect(errorIn(answer)).toContain('"./lab resume prometheus"');
    expect(Date.now() - began).toBeLessThan(3000);
  });

  it('names a store that is not there, and says what to do', async () => {
    const gone = await dash.serve({
      stores: { ...dash.stores.urls, loki: `http://127.0.0.1:${await freePort()}` },
    });
    try {
      const answer = await ask('/api/loki/loki/api/v1/query_range?query=x', { url: gone.url });
      expect(answer.status).toBe(502);
      expect(errorIn(answer)).toMatch(/^Loki does not answer at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
      expect(errorIn(answer)).toContain('"./lab restart loki"');
    } finally {
      await gone.close();
    }
  });

  it('that writes or administers is not passed on', async () => {
    const before = dash.stores.asked.length;
    for (const path of [
      '/api/prometheus/api/v1/admin/tsdb/snapshot',
      '/api/loki/loki/api/v1/push',
      '/api/prometheus/-/quit',
    ])
      expect((await ask(path)).status).toBe(404);
    expect(dash.stores.asked).toHaveLength(before);
  });
});

it('says which port is taken, and how to move', async () => {
  const port = Number(new URL(dash.url).port);
  const refused = dash.serve({ port });
  await expect(refused).rejects.toThrow(`port ${port} is already in use`);
  await expect(refused).rejects.toThrow('DASH_PORT');
  await expect(refused).rejects.toBeInstanceOf(EnvironmentError);
});

it('says so where no lab runs', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'no-lab-'));
  recordEngine(stateDir, 'native');
  const quiet = new PassThrough().resume();
  const context = {
    root: ROOT,
    stateDir,
    envFile: join(stateDir, '.env'),
    env: {},
    stdout: quiet,
    stderr: quiet,
    isTty: false,
    json: false,
    signal: new AbortController().signal,
  };
  const plan = { port: 0, boards: stateDir, opensBrowser: false };
  await expect(run(context, plan)).rejects.toThrow('no lab is running; start one with "./lab up"');
  rmSync(stateDir, { recursive: true });
});

it('ends at once, also while a question runs', async () => {
  const other = await dash.serve({ storeLimitMs: 60_000 });
  const running = ask(query('never'), { url: other.url });
  running.catch(() => undefined);
  await sleep(100);
  await other.close();
  await expect(running).rejects.toThrow();
});
