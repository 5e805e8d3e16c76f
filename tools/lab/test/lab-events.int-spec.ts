import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { PassThrough } from 'node:stream';
import { LabEvents } from '../src/signals/lab-events.ts';
import { doAll } from '../src/verbs/do-all.ts';
import { HttpRecorder } from './support/http-recorder.ts';

const labAt = (url: string, name = 'oncall') => {
  const { hostname: host, port } = new URL(url);
  return {
    services: [{ name }] as never,
    address: () => ({ host, port: Number(port) }),
  };
};
const KILL = { kind: 'kill', service: 'inventory', text: 'lab kill inventory' } as const;

describe('events of the lab', () => {
  const oncall = new HttpRecorder();
  let url: string;
  beforeAll(async () => (url = await oncall.start()));
  afterAll(() => oncall.stop());
  beforeEach(() => (oncall.requests.length = 0));

  it('reach oncall with the time when they happened', async () => {
    const events = new LabEvents(labAt(url));
    events.report({ ...KILL, at: '2026-11-28T15:00:00.000Z' });
    events.report(KILL);
    await events.sent();
    const bodies = oncall.at('/events').map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies).toContainEqual({ ...KILL, at: '2026-11-28T15:00:00.000Z' });
    expect(bodies).toContainEqual({ ...KILL, at: expect.stringMatching(/^20.*Z$/) });
  });

  it('are reported to nobody where the lab has no oncall', async () => {
    const events = new LabEvents(labAt(url, 'gateway'));
    events.report(KILL);
    await events.sent();
    expect(oncall.requests).toEqual([]);
  });

  it('are what was done to each service, up to the one that fails', async () => {
    const act = (name: string): Promise<void> =>
      name === 'orders' ? Promise.reject(new Error('orders does not run')) : Promise.resolve();
    const engine = { ...labAt(url), kill: act, pause: act, resume: act, restart: act };
    const names = ['inventory', 'orders', 'gateway'];
    await expect(doAll({ stderr: new PassThrough() }, engine, { names, action: 'kill' })).rejects.toThrow(
      'orders does not run',
    );
    expect(oncall.at('/events').map(({ body }) => body)).toEqual([
      { ...KILL, at: expect.stringMatching(/^20.*Z$/) },
    ]);
  });

  it('fail nothing where oncall refuses them', async () => {
    oncall.failures.push(503);
    const events = new LabEvents(labAt(url));
    events.report(KILL);
    await expect(events.sent()).resolves.toBeUndefined();
  });
});

describe('events while oncall', () => {
  let server: Server;
  let url: string;
  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1'); // takes connections, and answers nothing
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  it('is frozen are given up', async () => {
    const events = new LabEvents(labAt(url));
    events.report(KILL);
    await expect(events.sent()).resolves.toBeUndefined();
    server.close();
  });

  it('is down are given up', async () => {
    server.close();
    await once(server, 'close');
    const events = new LabEvents(labAt(url));
    events.report(KILL);
    await expect(events.sent()).resolves.toBeUndefined();
  });
});
