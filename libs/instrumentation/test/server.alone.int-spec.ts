import { request } from 'node:http';
import { DEADLINE_HEADER, METRICS, Problem } from '@lab/contracts';
import { until } from '@lab/testing';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Lifecycle } from '../src/http-server/lifecycle';
import { refuseAbandoned } from '../src/http-server/request-lifetime';
import { RequestSignal } from '../src/http-server/request-parameters';
import { registry } from '../src/metrics/registry';
import { type TestApp, testApp } from './support/app';
import { recordSpans } from './support/tracing';

/** Why the work for each request ended. */
const ended: unknown[] = [];
const gate = Promise.withResolvers<void>();

@Controller()
class TestController {
  @Post('echo')
  async echo(@Body() body: unknown) {
    await Promise.resolve();
    return { body, trace: trace.getActiveSpan()?.spanContext().traceId };
  }

  /** Works until nobody waits for it, and then would ask a store. */
  @Post('work')
  async work(@RequestSignal() signal: AbortSignal, @Body() _body: unknown) {
    refuseAbandoned();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    try {
      refuseAbandoned();
    } catch (error) {
      ended.push(error);
    }
  }

  @Get('slow')
  async slow() {
    await gate.promise;
    return {};
  }
}

const spans = recordSpans();
let test: TestApp;
let port: number;

beforeAll(async () => {
  test = await testApp({ controllers: [TestController] }, { REQUEST_TIMEOUT_MS: '1500' });
  await test.app.listen(0, '127.0.0.1');
  port = Number(new URL(await test.app.getUrl()).port);
});
afterAll(async () => {
  gate.resolve();
  await test.app.close();
  await spans.stop();
});

describe('over real sockets', () => {
  it('a body that comes in pieces is handled in the trace of its request, also when requests overlap', async () => {
    const send = (traceId: string) =>
      new Promise<{ trace: string }>((resolve, reject) => {
        const headers = {
          'content-type': 'application/json',
          traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        };
        const call = request({ port, path: '/echo', method: 'POST', headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve(JSON.parse(text) as { trace: string }));
        });
        call.on('error', reject);
        call.write('{"a":');
        setTimeout(() => call.end('1}'), 30);
      });
    const ids = Array.from({ length: 10 }, (_, n) => n.toString(16).padStart(32, 'a'));
    const answers = await Promise.all(ids.map(send));
    expect(answers.map((answer) => answer.trace)).toEqual(ids);
  });

  it('a client that goes away leaves nothing in flight, and is told apart from a failure', async () => {
    spans.reset();
    const call = request({ port, path: '/slow' });
    call.on('error', () => undefined).end();
    await until('it is in flight', () => test.app.get(Lifecycle).inFlight === 1);
    call.destroy();
    await until('it is gone', () => test.app.get(Lifecycle).inFlight === 0);
    expect(spans.spans()[0]?.attributes['error.type']).toBe('client_closed');
    expect(await registry.getSingleMetricAsString(METRICS.httpServerDuration)).toContain(
      'route="/slow",status="499"',
    );
  });

  it('a handler that takes too long is answered for', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/slow`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(Problem.parse(await response.json()).code).toBe('request.timed_out');
  });

  describe('work that is abandoned', () => {
    const work = (headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/work`, {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json', ...headers },
        ...(signal && { signal }),
      });
    const counted = async (reason: string): Promise<number> =>
      Number(
        new RegExp(`\\{reason="${reason}"\\} (\\d+)`).exec(
          await registry.getSingleMetricAsString(METRICS.httpServerAbandoned),
        )?.[1],
      );
    const stopped = expect.objectContaining({ code: 'request.abandoned' }) as unknown;
    beforeEach(() => (ended.length = 0));

    it('ends when the time that its caller gave is over, or ours where that is shorter', async () => {
      const before = await counted('deadline');
      const start = performance.now();
      const answer = await work({ [DEADLINE_HEADER]: '100' });
      expect([answer.status, Problem.parse(await answer.json()).code]).toEqual([503, 'request.timed_out']);
      expect(performance.now() - start).toBeLessThan(1000);
      expect((await work({ [DEADLINE_HEADER]: '60000' })).status).toBe(503);
      expect((await work({ [DEADLINE_HEADER]: 'soon' })).status).toBe(503);
      expect(ended).toEqual([stopped, stopped, stopped]);
      expect(await counted('deadline')).toBe(before + 3);
    });

    it('ends when its caller leaves', async () => {
      const before = await counted('caller_left');
      const caller = new AbortController();
      const answer = work({}, caller.signal);
      await until('it is in flight', () => test.app.get(Lifecycle).inFlight === 1);
      caller.abort();
      await expect(answer).rejects.toThrow();
      await until('it ended', () => ended.length === 1);
      expect(ended).toEqual([stopped]);
      expect(await counted('caller_left')).toBe(before + 1);
    });

    it('is not what was answered in time', async () => {
      const counts = async () => [await counted('deadline'), await counted('caller_left')];
      const before = await counts();
      const headers = { 'content-type': 'application/json', [DEADLINE_HEADER]: '200' };
      await fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: '{}', headers });
      await until('it is through', () => test.app.get(Lifecycle).inFlight === 0);
      expect(await counts()).toEqual(before);
    });
  });
});
