import { until } from '@lab/testing';
import { Controller, Get, Injectable } from '@nestjs/common';
import { HealthModule } from '../src/health/health.module';
import type { DependencyProbe } from '../src/health/dependency-probe';
import { Lifecycle } from '../src/http-server/lifecycle';
import { ManagementPort } from '../src/http-server/management-port';
import { type TestApp, testApp } from './support/app';

const REASON = 'connect ECONNREFUSED 172.17.0.2:5432';

@Injectable()
class DeadProbe implements DependencyProbe {
  readonly name = 'postgres';

  check(): Promise<void> {
    return Promise.reject(new Error(REASON));
  }
}

@Injectable()
class SomeFlags {
  readonly status = { revision: '0123456789ab' };
}

@Controller('orders')
class TestController {
  @Get()
  list() {
    return {};
  }
}

describe('with a management port', () => {
  let test: TestApp;
  let clients: string;
  let operators: string;

  beforeAll(async () => {
    const imports = [HealthModule.register({ probes: [DeadProbe], flags: SomeFlags })];
    const parts = { controllers: [TestController], providers: [DeadProbe, SomeFlags], imports };
    test = await testApp(parts, { MANAGEMENT_LISTEN: '127.0.0.1:0' });
    await test.app.listen(0, '127.0.0.1');
    clients = await test.app.getUrl();
    operators = (await test.app.get(ManagementPort).listen()) ?? '';
  });
  beforeEach(() => (test.logs.length = 0));
  afterAll(() => test.app.close());

  it('serves metrics there, and not to clients', async () => {
    const metrics = await fetch(`${operators}/metrics`);
    expect([metrics.status, await metrics.text()]).toEqual([200, expect.stringContaining('process_cpu')]);
    const refused = await fetch(`${clients}/metrics`);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: 'request.route_not_found' });
    await until('the request has ended', () => test.logs.length > 0);
    expect(test.logs).toEqual([expect.objectContaining({ msg: 'request', status: 404 })]);
  });

  it('says there why it is not ready, and to clients only that', async () => {
    const why = await fetch(`${operators}/health/ready`);
    expect(why.status).toBe(503);
    expect(await why.text()).toContain(REASON);
    const whether = await fetch(`${clients}/health/ready`);
    expect([whether.status, await whether.json()]).toEqual([503, { status: 'error' }]);
    const alive = await fetch(`${clients}/health/live`);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('tells there which flags are in force, and clients not even that there are flags', async () => {
    expect(await (await fetch(`${operators}/health/flags`)).json()).toEqual({ revision: '0123456789ab' });
    expect((await fetch(`${clients}/health/flags`)).status).toBe(404);
  });

  it('serves nothing else there', async () => {
    expect((await fetch(`${clients}/orders`)).status).toBe(200);
    for (const path of ['/orders', '/docs', '/openapi.json', '/'])
      expect((await fetch(`${operators}${path}`)).status).toBe(404);
  });

  it('is closed with the app, after it was drained', async () => {
    test.app.get(Lifecycle).startDraining();
    expect(await (await fetch(`${operators}/health/ready`)).text()).toContain('draining');
    await test.app.close();
    await expect(fetch(`${operators}/health/ready`)).rejects.toThrow();
  });
});

describe('without a management port', () => {
  it('the one port serves everything', async () => {
    const imports = [HealthModule.register({ probes: [DeadProbe] })];
    const { app } = await testApp({ providers: [DeadProbe], imports });
    expect(await app.get(ManagementPort).listen()).toBeUndefined();
    expect((await app.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/health/ready' })).body).toContain('postgres');
    await app.close();
  });
});
