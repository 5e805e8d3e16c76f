import { LOG_FIELDS, LOG_FORMATS, LOG_LEVELS } from '@lab/contracts';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { fieldsOf, ownFields, writtenBy } from '../../test/support/log-lines';
import { recordSpans } from '../../test/support/tracing';

const spans = recordSpans();
afterAll(() => spans.stop());

const inSpan = (work: () => void): { traceId: string; spanId: string } => {
  const span = trace.getTracer('test').startSpan('work');
  context.with(trace.setSpan(ROOT_CONTEXT, span), work);
  span.end();
  return span.spanContext();
};

describe.each(LOG_FORMATS)('a line in %s', (format) => {
  it('begins with the fields that all services share, in their order', () => {
    const log = (logger: Logger): void => logger.warn({ sku: 'LAMP-01', quantity: 2 }, 'reserved');
    const ids = { traceId: '', spanId: '' };
    const { records } = writtenBy(format, (logger) => {
      Object.assign(
        ids,
        inSpan(() => log(logger)),
      );
      log(logger);
    });
    expect(Object.keys(records[0] ?? {})).toEqual([...LOG_FIELDS, 'sku', 'quantity']);
    const head = {
      ...{ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), level: 'warn' },
      ...{ service: 'orders', instance: expect.stringMatching(/./), msg: 'reserved' },
      ...{ sku: 'LAMP-01', quantity: '2' },
    };
    expect(records).toEqual([
      { ...head, seq: '1', trace_id: ids.traceId, span_id: ids.spanId },
      { ...head, seq: '2' },
    ]);
  });

  it('has its level by name', () => {
    const { records } = writtenBy(format, (logger) => LOG_LEVELS.forEach((level) => logger[level]('x')));
    expect(records.map(({ level }) => level)).toEqual(LOG_LEVELS);
  });

  it('has the next number; lines below the level have none', () => {
    const { records } = writtenBy(
      format,
      (logger) => {
        logger.info('a');
        logger.debug('left out');
        logger.child({ part: 'b' }).warn('b');
      },
      'info',
    );
    expect(records.map(({ seq, msg }) => [seq, msg])).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
  });
});

it('a line of each format, letter by letter', () => {
  const written = LOG_FORMATS.map((format) => {
    const { lines } = writtenBy(format, (logger) =>
      logger.info({ route: '/orders/:id', status: 201, note: 'a "b"\tc', none: null }, 'request'),
    );
    return lines[0]?.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME').replace(/(instance\W+)[\w.-]+/, '$1HOST');
  });
  expect(written).toEqual([
    String.raw`time=TIME level=info service=orders instance=HOST seq=1 msg=request route=/orders/:id status=201 note="a \"b\"\tc" none=null` +
      '\n',
    [
      'time:TIME',
      'level:info',
      'service:orders',
      'instance:HOST',
      'seq:1',
      'msg:request',
      'route:/orders/:id',
      'status:201',
      String.raw`note:a "b"\tc`,
      'none:null\n',
    ].join('\t'),
    String.raw`{"time":"TIME","level":"info","service":"orders","instance":"HOST","seq":1,"msg":"request","route":"/orders/:id","status":201,"note":"a \"b\"\tc","none":null}` +
      '\n',
  ]);
});

describe('the message', () => {
  it('is the argument, the object’s own, its error’s, or empty', () => {
    expect(fieldsOf((logger) => logger.info({ msg: 'own', a: 1 }, 'argument'))).toEqual({
      msg: 'argument',
      msg_: 'own',
      a: '1',
    });
    expect(fieldsOf((logger) => logger.info({ msg: 'own', a: 1 }))).toEqual({ msg: 'own', a: '1' });
    expect(fieldsOf((logger) => logger.info({ err: new Error('its') }))).toMatchObject({
      msg: 'its',
      'err.message': 'its',
    });
    expect(fieldsOf((logger) => logger.info(new Error('itself')))).toMatchObject({
      msg: 'itself',
      'err.type': 'Error',
    });
    expect(fieldsOf((logger) => logger.info(new Error('itself'), 'instead'))).toMatchObject({
      msg: 'instead',
    });
    expect(fieldsOf((logger) => logger.info({ a: 1 }))).toEqual({ msg: '', a: '1' });
    expect(fieldsOf((logger) => logger.info('%s of %d', 'a', 2))).toEqual({ msg: 'a of 2' });
  });

  it('hides the credentials of URLs, which most often come from an error', () => {
    const msg = 'cannot reach amqp://lab:hunter2@rabbitmq:5672';
    const hidden = 'cannot reach amqp://[redacted]@rabbitmq:5672';
    expect(fieldsOf((logger) => logger.error(new Error(msg)))['msg']).toBe(hidden);
    expect(fieldsOf((logger) => logger.error(msg))['msg']).toBe(hidden);
    expect(fieldsOf((logger) => logger.error({ msg }))['msg']).toBe(hidden);
  });
});

describe('a child logger', () => {
  const child = (logger: Logger): Logger =>
    logger.child({ part: 'relay', nested: { n: 1 } }).child({ token: 'x', run: 2 });

  it('has its fields and its parents’ before those of the line', () => {
    const fields = fieldsOf((logger) => child(logger).info({ a: 1 }, 'm'));
    expect(Object.entries(fields)).toEqual(
      Object.entries({ msg: 'm', part: 'relay', 'nested.n': '1', token: '[redacted]', run: '2', a: '1' }),
    );
  });

  it('gives way to the line, and a grandchild to nobody but that', () => {
    const fields = fieldsOf((logger) => child(logger).child({ run: 3 }).info({ part: 'other' }, 'm'));
    expect(fields).toMatchObject({ part: 'other', run: '3' });
    expect(fields).not.toHaveProperty('part_2');
  });

  it('may be bound to an error', () => {
    const cause = new Error('http://u:p@h');
    const fields = fieldsOf((logger) => {
      logger.child({ err: new Error('bound', { cause }), big: 2n }).info('m');
    });
    expect(fields).toMatchObject({
      ...{
        msg: 'm',
        'err.message': 'bound',
        'err.cause.message': 'http://[redacted]@h',
        big: '2',
      },
    });
  });

  it('that gets more fields later on has them from then on', () => {
    const { records } = writtenBy('json', (logger) => {
      const bound = logger.child({ a: 1 });
      bound.info('before');
      bound.setBindings({ b: 2 });
      bound.info('after');
    });
    expect(records.map(({ a, b }) => [a, b])).toEqual([
      ['1', undefined],
      ['1', '2'],
    ]);
  });

  it('may have a level and a prefix of its own', () => {
    const { records } = writtenBy('json', (logger) => {
      const quiet = logger.child({}, { level: 'warn', msgPrefix: '[quiet] ' });
      quiet.info('left out');
      quiet.warn('said');
    });
    expect(records.map(({ msg }) => msg)).toEqual(['[quiet] said']);
  });

  it('bound to what cannot be read is as good as unbound', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(fieldsOf((logger) => logger.child({ circle, a: 1 }).info('m'))).toMatchObject({
      msg: 'm',
      a: '1',
    });
  });
});

it('the access line has the fields that it is given, and no more', () => {
  const line = { method: 'GET', route: '/orders/:id', status: 200, duration_ms: 1.25 };
  expect(ownFields(line)).toEqual({
    method: 'GET',
    route: '/orders/:id',
    status: '200',
    duration_ms: '1.25',
  });
});
