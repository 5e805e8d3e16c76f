import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { recordSpans } from '../../test/support/tracing';
import { createLogger } from './logger';

const spans = recordSpans();
afterAll(() => spans.stop());

const lines: Record<string, unknown>[] = [];
const logger = (level = 'info') =>
  createLogger({
    service: 'orders',
    level,
    destination: { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
beforeEach(() => {
  lines.length = 0;
});

describe('createLogger', () => {
  it('writes one JSON object per line with the fields that all services share', () => {
    logger().info({ sku: 'LAMP-01' }, 'reserved');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        service: 'orders',
        instance: expect.any(String),
        seq: 1,
        msg: 'reserved',
        sku: 'LAMP-01',
      },
    ]);
  });

  it('numbers the lines that it writes, and only those', () => {
    const log = logger();
    log.info('a');
    log.debug('left out');
    log.warn('b');
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('carries the ids of the active span', () => {
    const span = trace.getTracer('test').startSpan('work');
    context.with(trace.setSpan(ROOT_CONTEXT, span), () => logger().info('inside'));
    span.end();
    expect(lines[0]).toMatchObject({
      trace_id: span.spanContext().traceId,
      span_id: span.spanContext().spanId,
    });
  });

  it('hides secrets by key, and credentials in the text of errors', () => {
    const err = new Error('cannot reach amqp://lab:hunter2@rabbitmq:5672');
    logger().error(
      { err, password: 'hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' } },
      'failed',
    );
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({ password: '[redacted]', headers: { authorization: '[redacted]' } });
    expect(JSON.stringify(lines)).toContain('rabbitmq:5672');
  });

  it('keeps tabs, quotes, newlines and UTF-8 as they are', () => {
    const value = 'a\tb"c\nd=ü☃';
    logger().info({ value }, value);
    expect(lines[0]).toMatchObject({ value, msg: value });
  });
});
