import { Agent } from 'node:http';
import { METRICS } from '@lab/contracts';
import { until } from '@lab/testing';
import { ask, type Outcome } from './support/client';
import { type Service, startService } from './support/service';

let service: Service | undefined;
afterEach(() => service?.process.kill('SIGKILL'));

/** One client that asks again and again over one kept connection until it is turned away. */
const insist = async (url: string, outcomes: Outcome[]): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let error: string | undefined; error === undefined;) {
    const outcome = await ask(url, agent);
    outcomes.push(outcome);
    ({ error } = outcome);
  }
  agent.destroy();
};

/** A request that takes so long, once the service has it. */
const asked = async ({ url }: Service, ms: number): Promise<{ answer: Promise<Outcome> }> => {
  const answer = ask(`${url}/work?ms=${ms}`);
  const inFlight = new RegExp(`^${METRICS.httpServerInFlight} 1$`, 'm');
  const look = { headers: { connection: 'close' } }; // a connection that is kept would be waited for
  await until('it is in flight', async () =>
    inFlight.test(await (await fetch(`${url}/metrics`, look)).text()),
  );
  return { answer };
};

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('lets every request finish that was taken, under load, and ends with 0', async () => {
    service = await startService();
    const { url } = service;
    const slow = await asked(service, 1500);
    const outcomes: Outcome[] = [];
    const clients = Array.from({ length: 8 }, (_, n) => insist(`${url}/work?ms=${n * 3}`, outcomes));
    await until('load', () => outcomes.length > 50);
    service.process.kill(signal);
    await Promise.all(clients);
    expect((await slow.answer).status).toBe(200);
    expect((await service.exit).code).toBe(0);
    const answered = outcomes.filter(({ status }) => status !== undefined);
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]));
    // Turned away, not cut off: what the service took, by its own account, was answered to the client, one for one.
    // A reset is a connection that waited to be accepted when the port was closed; its request was never read.
    for (const { error } of outcomes) expect([undefined, 'ECONNREFUSED', 'ECONNRESET']).toContain(error);
    const taken = service.logs.filter(({ msg }) => msg === 'request').map(({ status }) => status);
    expect(new Set(taken)).toEqual(new Set([200]));
    expect(taken).toHaveLength(answered.length + 1);
    expect(answered.some(({ connection }) => connection === 'close')).toBe(true);
    expect(service.logs.map(({ msg }) => msg)).toContain('stopped');
  }, 150_000);
});

describe('while it drains', () => {
  it('says that it is not ready, and is alive', async () => {
    service = await startService();
    const slow = await asked(service, 2000);
    expect((await ask(`${service.url}/health/ready`)).status).toBe(200);
    service.process.kill('SIGTERM');
    await until('it drains', () => service?.logs.some(({ msg }) => msg === 'draining') ?? false);
    expect(await ask(`${service.url}/health/ready`)).toEqual({ status: 503, connection: 'close' });
    expect((await ask(`${service.url}/health/live`)).status).toBe(200);
    expect(await slow.answer).toEqual({ status: 200, connection: 'close' });
  }, 150_000);

  it('cuts off what outlasts DRAIN_TIMEOUT_MS, and says how many', async () => {
    service = await startService({ DRAIN_TIMEOUT_MS: '500' });
    const endless = await asked(service, 60_000);
    service.process.kill('SIGTERM');
    expect((await endless.answer).error).toBe('ECONNRESET');
    expect((await service.exit).code).toBe(0);
    expect(service.logs.find(({ msg }) => msg === 'requests cut off')).toMatchObject({ requests: 1 });
  }, 150_000);

  it('exits at once on a second signal', async () => {
    service = await startService();
    await asked(service, 60_000);
    service.process.kill('SIGTERM');
    await until('it drains', () => service?.logs.some(({ msg }) => msg === 'draining') ?? false);
    service.process.kill('SIGTERM');
    expect((await service.exit).code).toBe(143);
  }, 150_000);
});

describe('a service that crashes', () => {
  it('leaves the reason in its log and ends with 1', async () => {
    service = await startService();
    await ask(`${service.url}/work?crash=1`);
    expect((await service.exit).code).toBe(1);
    expect(service.logs.at(-1)).toMatchObject({
      level: 'fatal',
      msg: 'crash',
      'err.message': 'on purpose',
    });
  }, 150_000);
});

describe('a service that cannot start', () => {
  it('ends with 2 and names what is wrong in its configuration, without the value', async () => {
    service = await startService({ LISTEN: 's3cret', MAX_IN_FLIGHT: 'l0ts' });
    const { code, stderr } = await service.exit;
    expect(code).toBe(2);
    expect(stderr).toContain('LISTEN must be host:port');
    expect(stderr).toContain('MAX_IN_FLIGHT');
    expect(stderr).not.toMatch(/s3cret|l0ts/);
  }, 150_000);

  it('ends with 1 and the reason', async () => {
    service = await startService();
    const second = await startService({ LISTEN: new URL(service.url).host });
    expect(await second.exit).toMatchObject({ code: 1, stderr: expect.stringContaining('EADDRINUSE') });
  }, 150_000);
});
