import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@lab/testing';
import { type Service, startService } from './support/service';

let service: Service | undefined;
let collector: Server | undefined;

afterEach(() => {
  service?.process.kill('SIGKILL');
  collector?.closeAllConnections();
  collector?.close();
});

const collect = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  collector = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const start = async (endpoint: string, env: NodeJS.ProcessEnv = {}): Promise<string> => {
  service = await startService({ OTEL_SDK_DISABLED: 'false', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env });
  return service.url;
};
const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1],
  );
};
const EXPORTED = 'lab_telemetry_spans_exported_total';
const FAILED = 'lab_telemetry_spans_dropped_total{reason="export_failed"}';
const FULL = 'lab_telemetry_spans_dropped_total{reason="queue_full"}';

/** Sends requests, 50 at a time; each must be answered 200 and name its trace. Answers the slowest in ms. */
const load = async (url: string, requests: number): Promise<number> => {
  let slowest = 0;
  const one = async (): Promise<void> => {
    const startedAt = performance.now();
    const response = await fetch(`${url}/work`);
    await response.text();
    slowest = Math.max(slowest, performance.now() - startedAt);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-trace-id')).toMatch(/^[\da-f]{32}$/);
  };
  for (let sent = 0; sent < requests; sent += 50) await Promise.all(Array.from({ length: 50 }, one));
  return slowest;
};

describe('with a collector', () => {
  it('exports every span with the name of the service, also those of the last moment', async () => {
    const bodies: Buffer[] = [];
    const url = await start(
      await collect((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          bodies.push(Buffer.concat(chunks));
          expect(request.headers['content-type']).toBe('application/x-protobuf');
          expect(request.url).toBe('/v1/traces');
          response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
        });
      }),
      { OTEL_SERVICE_NAME: 'fixture-name' },
    );
    await load(url, 100);
    await until('all are exported', async () => (await metric(url, EXPORTED)) === 200);
    const last = await fetch(`${url}/work`);
    const lastTrace = Buffer.from(last.headers.get('x-trace-id') ?? '', 'hex');
    service?.process.kill('SIGTERM');
    await service?.exit;
    const all = Buffer.concat(bodies);
    expect(all.includes('fixture-name')).toBe(true);
    expect(all.includes('GET /work')).toBe(true);
    expect(all.includes(lastTrace)).toBe(true);
  }, 30_000);
});

describe('without a collector', () => {
  it('serves as before and counts what was lost', async () => {
    const url = await start('http://127.0.0.1:9');
    await load(url, 200);
    await until('the loss is counted', async () => (await metric(url, FAILED)) === 400, { withinMs: 15_000 });
    expect(await metric(url, EXPORTED)).toBe(0);
    const trouble = service?.logs.filter(({ msg }) => msg === 'telemetry trouble') ?? [];
    expect(trouble).toHaveLength(1);
    expect(trouble[0]?.['detail']).toContain('ECONNREFUSED');
    expect(trouble[0]).not.toHaveProperty('trace_id');
  }, 30_000);

  it('that answers, keeps a bounded number of spans, counts the rest, and ends in time', async () => {
    const url = await start(await collect(() => undefined));
    const slowest = await load(url, 6000);
    // an export gives up after 4 s; a request that waited for one would take as long
    expect(slowest).toBeLessThan(3500);
    const [exported, failed, full] = await Promise.all(
      [EXPORTED, FAILED, FULL].map((name) => metric(url, name)),
    );
    expect(exported).toBe(0);
    expect((failed ?? 0) + (full ?? 0)).toBeGreaterThan(0);
    // 8192 wait, and a batch or two are on their way
    expect(12_000 - (failed ?? 0) - (full ?? 0)).toBeLessThanOrEqual(8192 + 3 * 1024);
    const leaving = performance.now();
    service?.process.kill('SIGTERM');
    expect((await service?.exit)?.code).toBe(0);
    expect(performance.now() - leaving).toBeLessThan(10_000);
  }, 60_000);
});

describe('with the SDK off', () => {
  it('serves without traces', async () => {
    const url = await start('http://127.0.0.1:9', { OTEL_SDK_DISABLED: 'true' });
    const response = await fetch(`${url}/work`, { headers: { 'x-nothing': '1' } });
    expect(response.status).toBe(200);
    expect(response.headers.has('x-trace-id')).toBe(false);
    await until('it is logged', () => service?.logs.some(({ msg }) => msg === 'request') ?? false);
    expect(service?.logs.find(({ msg }) => msg === 'request')).not.toHaveProperty('trace_id');
  }, 30_000);
});
