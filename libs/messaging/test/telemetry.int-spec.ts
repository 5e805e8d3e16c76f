import { ATTRIBUTES, METRICS, envelop } from '@lab/contracts';
import { until } from '@lab/testing';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type OpenMetricsContentType, Registry } from 'prom-client';
import { currentTraceparent } from '../src';
import { QUEUE, type TestApp, Tested, startApp } from './support/app';
import { PATIENTLY, type TestBroker, createBroker, headersOf } from './support/broker';
import { type SeenSpan, startTracing } from './support/tracing';

describe('telemetry', () => {
  let broker: TestBroker;
  let app: TestApp;
  let tracing: ReturnType<typeof startTracing>;

  beforeEach(async () => {
    tracing = startTracing();
    broker = await createBroker();
  });
  afterEach(async () => {
    await app.close();
    await broker.remove();
    await tracing.stop();
  });

  const inSpan = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    trace.getTracer('test').startActiveSpan(name, async (span) =>
      work().finally(() => {
        span.end();
      }),
    );
  const named = (name: string, count: number): Promise<SeenSpan[]> =>
    until(
      `${count} × ${name}`,
      () => {
        const found = tracing.spans().filter((span) => span.name === name);
        return found.length >= count && found;
      },
      PATIENTLY,
    );
  const one = async (name: string): Promise<SeenSpan> => {
    const [first] = await named(name, 1);
    if (first === undefined) throw new Error(`no span ${name}`);
    return first;
  };

  it('joins send and process to the trace, with the conventions’ attributes', async () => {
    app = await startApp({ url: broker.url }, () => inSpan('work', () => Promise.resolve()));
    await inSpan('request', () => app.publisher.publish(Tested, { n: 1 }));
    const [request, send, process, work] = [
      await one('request'),
      await one('send tests.thing-tested'),
      await one('process tests.things'),
      await one('work'),
    ];
    expect([send.parentId, process.parentId, work.parentId]).toEqual([request.id, send.id, process.id]);
    expect(new Set([request, send, process, work].map(({ traceId }) => traceId)).size).toBe(1);
    const { hostname, port } = new URL(broker.url);
    const common = {
      'messaging.system': 'rabbitmq',
      'messaging.rabbitmq.destination.routing_key': 'tests.thing-tested',
      'messaging.message.id': app.received[0]?.id,
      'server.address': hostname,
      'server.port': Number(port),
    };
    expect(send.kind).toBe(SpanKind.PRODUCER);
    expect(send.attributes).toEqual({
      ...common,
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': 'lab.events:tests.thing-tested',
    });
    expect(process.kind).toBe(SpanKind.CONSUMER);
    expect(process.attributes).toEqual({
      ...common,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': 'lab.events:tests.thing-tested:tests.things',
      'messaging.rabbitmq.message.delivery_tag': 1,
      [ATTRIBUTES.messageAttempt]: 1,
    });
    expect([send.status, process.status]).toEqual([SpanStatusCode.UNSET, SpanStatusCode.UNSET]);
  });

  it('keeps retries and parking in the trace, each under what sent it', async () => {
    app = await startApp({ url: broker.url, retryDelaysSeconds: [1] }, () => {
      throw new TypeError('on purpose');
    });
    await inSpan('request', () => app.publisher.publish(Tested, { n: 1 }));
    const [first, second] = (await named('process tests.things', 2)) as [SeenSpan, SeenSpan];
    const [sent, retry, parked] = [
      await one('send tests.thing-tested'),
      await one('send tests.things.retry-1s'),
      await one('send tests.things.parked'),
    ];
    expect([first.parentId, retry.parentId, second.parentId, parked.parentId]).toEqual([
      sent.id,
      first.id,
      retry.id,
      second.id,
    ]);
    expect(new Set([sent, first, retry, second, parked].map(({ traceId }) => traceId)).size).toBe(1);
    expect([first, second].map(({ attributes }) => attributes[ATTRIBUTES.messageAttempt])).toEqual([1, 2]);
    expect(first.status).toBe(SpanStatusCode.ERROR);
    expect(first.attributes['error.type']).toBe('TypeError');
    expect(headersOf(await broker.take('tests.things.parked'))['traceparent']).toBe(
      `00-${parked.traceId}-${parked.id}-01`,
    );
  });

  it('sends a stored message in the trace in which it was stored', async () => {
    app = await startApp({ url: broker.url }, () => undefined);
    const traceparent = await inSpan('request', () => Promise.resolve(currentTraceparent()));
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(currentTraceparent()).toBeUndefined();
    await inSpan('relay', () =>
      app.publisher.send(envelop(Tested, { n: 1 }), { traceparent: traceparent ?? '' }),
    );
    const [request, send, process] = [
      await one('request'),
      await one('send tests.thing-tested'),
      await one('process tests.things'),
    ];
    expect([send.parentId, process.parentId]).toEqual([request.id, send.id]);
  });

  it('marks a send that failed', async () => {
    app = await startApp({ url: broker.url });
    await expect(app.publisher.publish({ ...Tested, name: 'tests.thing-lost' }, { n: 1 })).rejects.toThrow(
      'no queue is bound',
    );
    const send = await one('send tests.thing-lost');
    expect(send.status).toBe(SpanStatusCode.ERROR);
    expect(send.attributes['error.type']).toBe('messaging.unroutable');
  });

  it('counts and times messages by outcome, with the trace as exemplar', async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    app = await startApp({ url: broker.url, registry }, () => undefined);
    await app.publisher.publish(Tested, { n: 1 });
    await broker.publishRaw(Tested.name, 'not JSON');
    await broker.take('tests.things.parked');
    await named('process tests.things', 2);
    const text = await registry.metrics();
    const { traceId } = await one('send tests.thing-tested');
    const sample = (name: string, labels: string, value: string) => `${name}{${labels}} ${value}`;
    expect(text).toContain(
      sample(METRICS.messagesPublished, 'message="tests.thing-tested",outcome="confirmed"', '1'),
    );
    expect(text).toMatch(
      new RegExp(`${METRICS.messagePublishDuration}_bucket\\{.*# \\{trace_id="${traceId}"`),
    );
    expect(text).toContain(
      sample(
        METRICS.messagesConsumed,
        `queue="${QUEUE.name}",message="tests.thing-tested",outcome="acked"`,
        '1',
      ),
    );
    expect(text).toContain(
      sample(METRICS.messagesConsumed, `queue="${QUEUE.name}",message="unknown",outcome="parked"`, '1'),
    );
    expect(text).toContain(sample(METRICS.messagesInFlight, `queue="${QUEUE.name}"`, '0'));
    expect(text).toContain(
      `${METRICS.messageProcessDuration}_count{queue="${QUEUE.name}",message="tests.thing-tested"} 1`,
    );
    expect(text).toContain(`${METRICS.messagePublishDuration}_count{message="tests.thing-tested"} 1`);
  });
});
