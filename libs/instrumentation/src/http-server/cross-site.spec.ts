import { Problem } from '@lab/contracts';
import { Controller, Get, Post } from '@nestjs/common';
import { type TestApp, testApp } from '../../test/support/app';
import { isCrossSite } from './cross-site';

describe('a request from another site', () => {
  const HERE = '127.0.0.1:8080';

  it.each([
    ['a program', 'POST', {}],
    ['a scrape by the name of a container', 'GET', { host: 'gateway:8080' }],
    ['a container that asks its host', 'POST', { host: 'host.docker.internal:8080' }],
    ['a service of a cluster', 'POST', { host: 'gateway.lab.svc:8080' }],
    ['an address of a pod', 'GET', { host: '10.1.2.3:8080' }],
    ['IPv6', 'GET', { host: '[::1]:8080' }],
    ['the page of the API', 'POST', { origin: `http://${HERE}`, 'sec-fetch-site': 'same-origin' }],
    ['an address typed in', 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['a link on another page', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('is not %s', (_, method, headers) => {
    expect(isCrossSite(method, { host: HERE, ...headers })).toBe(false);
  });

  it.each([
    ['a fetch', 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a form', 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['a page on another port of this machine', 'POST', { 'sec-fetch-site': 'same-site' }],
    ['a picture', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a browser without Sec-Fetch', 'POST', { origin: 'https://evil.example' }],
    ['a page on another port without Sec-Fetch', 'POST', { origin: 'http://127.0.0.1:3000' }],
    ['a sandboxed frame', 'POST', { origin: 'null' }],
    ['a name that was bound to this machine', 'GET', { host: 'evil.example:8080' }],
    ['such a name, which is its own origin', 'POST', { host: 'evil.example', origin: 'http://evil.example' }],
    ['a name that only begins like ours', 'GET', { host: '127.0.0.1.evil.example:8080' }],
  ])('is %s', (_, method, headers) => {
    expect(isCrossSite(method, { host: HERE, ...headers })).toBe(true);
  });
});

describe('a service', () => {
  let test: TestApp;
  let cancelled = 0;

  @Controller('orders')
  class Orders {
    @Get()
    list() {
      return [];
    }

    @Post('cancel')
    cancel() {
      cancelled += 1;
      return {};
    }
  }

  beforeAll(async () => {
    test = await testApp({ controllers: [Orders] });
  });
  afterAll(() => test.app.close());

  const FOREIGN = { host: '127.0.0.1:8080', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

  it('refuses it before any handler runs, says so, and lets no other site read the answer', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/orders/cancel', headers: FOREIGN });
    expect(Problem.parse(answer.json())).toMatchObject({ status: 403, code: 'request.cross_site' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(cancelled).toBe(0);
  });

  it.each(['/orders', '/health/live', '/metrics', '/no/such/route'])('refuses it at %s too', async (url) => {
    const answer = await test.app.inject({ method: 'GET', url, headers: FOREIGN });
    expect(answer.statusCode).toBe(403);
  });

  it('still answers everybody else', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/orders/cancel' });
    expect([answer.statusCode, cancelled]).toEqual([201, 1]);
  });
});
