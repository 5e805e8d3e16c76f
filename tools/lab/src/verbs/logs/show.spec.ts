import { logLine } from '../../log-lines/testing/encode.ts';
import type { LogOptions } from '../../engines/engine.ts';
import { type LogsOptions, planLogs } from './plan.ts';
import { showLogs } from './show.ts';
import { fakeContext, type FakeContext, fakeEngine, LiveLog } from './testing/fakes.ts';

const BASE = Date.UTC(2026, 10, 24, 15, 15, 19);
const ID = '0af7651916cd43dd8448eb211c80319c';
const at = (ms: number): { time: string } => ({ time: new Date(BASE + ms).toISOString() });

/** The clock of where the spec runs. */
const clock = (ms: number): string => {
  const time = new Date(BASE + ms);
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
};

const request = { msg: 'request', method: 'POST', route: '/orders', duration_ms: 12.34 };
const GATEWAY = [
  logLine('logfmt', { ...at(1), service: 'gateway', msg: 'listening', port: 8080 }),
  '(node:7) Warning: something of Node itself',
  logLine('logfmt', { ...at(40), service: 'gateway', seq: 2, trace_id: ID, ...request, status: 202 }),
];
const ORDERS = [
  logLine('ltsv', { ...at(30), trace_id: ID, msg: 'order placed', order_id: 'o-1', note: 'for "you"' }),
  logLine('ltsv', {
    ...at(50),
    level: 'error',
    msg: 'cannot relay',
    'err.type': 'Error',
    'err.message': 'refused',
    'err.stack': 'Error: refused\n\tat connect (net.ts:1:2)',
    attempt: 3,
  }),
  logLine('ltsv', { ...at(60), level: 'warn', msg: 'slow' }).slice(0, 70), // killed while writing
];
const POSTGRES = ['2026-11-24 15:15:00 UTC [41] LOG:\tready \u001b[31m', 'second'];
const LOGS = { gateway: GATEWAY, orders: ORDERS, postgres: POSTGRES };

const known = [
  { name: 'gateway', environment: { LOG_FORMAT: 'logfmt' } },
  { name: 'orders', environment: { LOG_FORMAT: 'ltsv' } },
  { name: 'postgres', environment: {} },
];

interface Scene {
  readonly logs?: Parameters<typeof fakeEngine>[0];
  readonly context?: FakeContext;
  /** What the engine is asked for. */
  readonly asked?: LogOptions[];
}

async function show(names: readonly string[], options: LogsOptions, scene: Scene = {}) {
  const { logs = LOGS, context = fakeContext(), asked } = scene;
  const plan = planLogs(names, known, { ...options });
  const exitCode = await showLogs({ context, engine: fakeEngine(logs, asked), plan });
  return { exitCode, stdout: context.stdout.text, stderr: context.stderr.text };
}

const linesOf = async (...args: Parameters<typeof show>): Promise<string[]> =>
  (await show(...args)).stdout.split('\n').slice(0, -1);

describe('the logs of several services', () => {
  it('are one, in the order of time, with everything in columns', async () => {
    expect(await linesOf([], {})).toEqual([
      `                   postgres 2026-11-24 15:15:00 UTC [41] LOG:\tready \\x1b[31m`,
      `                   postgres second`,
      `${clock(1)} info  gateway  listening port=8080`,
      `                   gateway  (node:7) Warning: something of Node itself`,
      `${clock(30)} info  orders   order placed order_id=o-1 note="for \\"you\\"" 0af76519`,
      `${clock(40)} info  gateway  POST /orders 202 12.3 ms 0af76519`,
      `${clock(50)} error orders   cannot relay attempt=3`,
      `    Error: refused`,
      `        at connect (net.ts:1:2)`,
      `                   orders   ${ORDERS[2]!}`,
    ]);
  });

  it('stand at the edge where none has a time', async () => {
    const logs = { postgres: ['a'], redis: ['b'] };
    const plan = planLogs(
      [],
      Object.keys(logs).map((name) => ({ name, environment: {} })),
      {},
    );
    const context = fakeContext();
    await showLogs({ context, engine: fakeEngine(logs), plan });
    expect(context.stdout.text).toBe('postgres a\nredis    b\n');
  });

  it('have their last lines counted for each', async () => {
    expect(await linesOf(['gateway', 'orders'], { lines: 1 })).toEqual([
      expect.stringContaining('orders  time:'), // half a line has no time
      expect.stringContaining('POST /orders'),
    ]);
  });
});

describe('the log of one service', () => {
  it('goes without its name', async () => {
    expect(await linesOf(['postgres'], { lines: 1 })).toEqual(['second']);
    expect((await linesOf(['gateway'], {}))[0]).toBe(`${clock(1)} info  listening port=8080`);
  });

  it('is read line by line, whatever the formats', async () => {
    const logs = { orders: (['json', 'logfmt', 'ltsv'] as const).map((format) => logLine(format, at(0))) };
    const line = `${clock(0)} info  listening`;
    expect(await linesOf(['orders'], {}, { logs })).toEqual([line, line, line]);
  });

  it('has colours for a terminal', async () => {
    const lines = await linesOf(['orders'], { level: 'info' }, { context: fakeContext({ isTty: true }) });
    expect(lines).toEqual([
      `\u001b[2m${clock(30)}\u001b[22m \u001b[32minfo \u001b[39m order placed ` +
        `\u001b[2morder_id=o-1 note="for \\"you\\""\u001b[22m \u001b[2m0af76519\u001b[22m`,
      `\u001b[2m${clock(50)}\u001b[22m \u001b[31merror\u001b[39m cannot relay \u001b[2mattempt=3\u001b[22m`,
      '    Error: refused',
      '        at connect (net.ts:1:2)',
    ]);
  });

  it('paints the status of a request that failed', async () => {
    const logs = {
      gateway: [200, 404, 503].map((status) => logLine('logfmt', { ...at(0), ...request, status })),
    };
    const lines = await linesOf(['gateway'], {}, { logs, context: fakeContext({ isTty: true }) });
    expect(lines.map((line) => line.slice(line.indexOf('/orders ')))).toEqual([
      '/orders 200 12.3 ms',
      '/orders \u001b[33m404\u001b[39m 12.3 ms',
      '/orders \u001b[31m503\u001b[39m 12.3 ms',
    ]);
  });

  it('tells a request that lacks something as any other line', async () => {
    const logs = { gateway: [logLine('logfmt', { ...at(0), msg: 'request', status: 200 })] };
    expect(await linesOf(['gateway'], {}, { logs })).toEqual([`${clock(0)} info  request status=200`]);
  });

  it('cannot make the terminal do anything', async () => {
    const evil = '\u001b[2J\u009b1m\nfake\r';
    const own = { msg: evil, trace_id: evil, key: evil, 'err.message': evil, ...at(0) };
    const logs = {
      orders: [logLine('json', own), logLine('json', { ...request, route: evil, status: evil }), evil],
    };
    const { stdout } = await show(['orders'], {}, { logs });
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(stdout.split('\n')[0]).toBe(
      `${clock(0)} info  \\x1b[2J\\x9b1m\\nfake\\r key="\\x1b[2J\\x9b1m\\nfake\\r" \\x1b[2J\\x9b1m\\n`,
    );
  });
});

describe('--raw', () => {
  it('gives the lines of one service as they were written', async () => {
    expect(await linesOf(['orders'], { raw: true })).toEqual(ORDERS);
    expect(await linesOf(['postgres'], { raw: true })).toEqual(POSTGRES);
  });

  it('tells several apart, and goes by level too', async () => {
    expect(await linesOf([], { raw: true, level: 'error' })).toEqual([`orders  | ${ORDERS[1]!}`]);
  });
});

describe('--json', () => {
  it('gives one object per line', async () => {
    const lines = (await linesOf(['orders', 'postgres'], { json: true })).map((line): unknown =>
      JSON.parse(line),
    );
    expect(lines).toHaveLength(5);
    expect(lines[0]).toEqual({ service: 'postgres', fields: null, raw: POSTGRES[0] });
    expect(lines[2]).toMatchObject({
      service: 'orders',
      fields: { ...at(30), seq: '1', msg: 'order placed', note: 'for "you"' },
      raw: ORDERS[0],
    });
  });
});

describe('--level', () => {
  it('leaves out what is less severe or has no level, and counts what is left', async () => {
    const logs = {
      orders: ['info', 'fatal', 'warn', 'error', 'debug'].map((level, ms) =>
        logLine('ltsv', { ...at(ms), level, msg: level }),
      ),
      gateway: GATEWAY,
    };
    const words = async (options: LogsOptions): Promise<unknown> =>
      (await linesOf([], options, { logs })).map((line) => line.split(/ +/)[1]);
    expect(await words({ level: 'warn' })).toEqual(['fatal', 'warn', 'error']);
    expect(await words({ level: 'warn', lines: 2 })).toEqual(['warn', 'error']);
    expect(await words({ level: 'warn', lines: 0 })).toEqual([]);
  });

  it('needs the whole log to count by it, but for none', async () => {
    const asked: LogOptions[] = [];
    for (const lines of [2, 0]) await show(['orders'], { level: 'warn', lines }, { asked });
    await show(['orders'], { lines: 2 }, { asked });
    expect(asked).toEqual([{}, { lines: 0 }, { lines: 2 }]);
  });

  it('says of what the user named that it has no levels', async () => {
    const { exitCode, stdout, stderr } = await show(['postgres'], { level: 'warn' });
    expect(stderr).toBe('lab: the lines of postgres have neither levels nor traces, so none is shown\n');
    expect(stdout).toBe('');
    expect(exitCode).toBe(0);
    expect((await show([], { level: 'warn' })).stderr).toBe('');
  });
});

describe('--trace', () => {
  it.each([ID, ID.slice(0, 8)])('finds %s in all services', async (trace) => {
    const { exitCode, stdout } = await show([], { trace });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `${clock(30)} info  orders  order placed order_id=o-1 note="for \\"you\\"" 0af76519\n` +
        `${clock(40)} info  gateway POST /orders 202 12.3 ms 0af76519\n`,
    );
  });

  it('finds an id of 64 bits as Jaeger shows it, without its zeros', async () => {
    const short = 'a3ce929d0e0e4736';
    const logs = { orders: [logLine('ltsv', { ...at(0), trace_id: short.padStart(32, '0'), msg: 'found' })] };
    expect((await show(['orders'], { trace: short }, { logs })).stdout).toContain('found');
  });

  it('does not take a mention for the trace', async () => {
    const logs = { orders: [logLine('ltsv', { parent: ID, trace_id: 'b'.repeat(32) })] };
    expect((await show(['orders'], { trace: ID }, { logs })).exitCode).toBe(1);
  });

  it('is refuted by a trace of which there is no line, and says why that may be', async () => {
    const { exitCode, stdout, stderr } = await show([], { trace: 'deadbeef' });
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^lab: no line of trace deadbeef in gateway, orders\. .*rotated or wiped.*not be traced/,
    );
  });
});

describe('-f', () => {
  const isShown = async (): Promise<void> => {
    for (let turns = 0; turns < 2; turns += 1) await new Promise((done) => void setImmediate(done));
  };

  it('shows what comes, of all services, until it is interrupted', async () => {
    const abort = new AbortController();
    const [gateway, orders] = [new LiveLog(), new LiveLog()];
    const context = fakeContext({ signal: abort.signal });
    const logs = { gateway, orders };
    const following = show(['gateway', 'orders'], { follow: true, raw: true }, { logs, context });
    orders.write('o1');
    await isShown();
    gateway.write('g1', 'g2');
    await isShown();
    expect(context.stdout.text).toBe('orders  | o1\ngateway | g1\ngateway | g2\n');
    abort.abort();
    for (const log of [gateway, orders]) log.end();
    expect((await following).exitCode).toBe(0);
  });

  it('knows by any new line that the old ones of a trace can be counted', async () => {
    const [orders, context] = [new LiveLog(), fakeContext()];
    const options = { follow: true, lines: 1, trace: ID };
    const following = show(['orders'], options, { logs: { orders }, context });
    orders.write(...['a', 'b'].map((msg) => logLine('ltsv', { ...at(0), msg, trace_id: ID })));
    await isShown();
    expect(context.stdout.text).toBe('');
    orders.write(logLine('ltsv', { time: '2999-01-01T00:00:00.000Z' }));
    await isShown();
    expect(context.stdout.text).toBe(`${clock(0)} info  b 0af76519\n`);
    orders.end();
    await following;
  });
});

describe('an interruption', () => {
  it('ends the reading of a log that is long', async () => {
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<string> {
      for (;;) yield 'line';
    }
    const showing = show(
      ['postgres'],
      {},
      { logs: { postgres: endless() }, context: fakeContext({ signal: abort.signal }) },
    );
    setImmediate(() => abort.abort(new Error('interrupted by SIGINT')));
    await expect(showing).rejects.toThrow('interrupted by SIGINT');
  });
});
