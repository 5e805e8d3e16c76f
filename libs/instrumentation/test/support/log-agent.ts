import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LOG_METRICS } from '@lab/contracts';
import { freePorts, until } from '@lab/testing';

const CONFIG = resolve(__dirname, '../../../../fluent-bit');
const TIME_LIMIT_MS = 60_000;

/** Where `lab test` found the programs; both are the lab's own pins, or what the machine has. */
export const OTELCOL = process.env['TEST_OTELCOL'];
export const FLUENT_BIT = process.env['TEST_FLUENT_BIT'];

const AGENTS = {
  'fluent-bit': (etc: string): string[] => [FLUENT_BIT ?? '', `--config=${etc}/native.yaml`],
  'its fallback': (etc: string): string[] => [
    OTELCOL ?? '',
    `--config=${etc}/fallback.yaml`,
    '--feature-gates=stanza.synchronousLogEmitter',
  ],
};
export type AgentName = keyof typeof AGENTS;

/** A record as it left the agent, without the moment at which the line was read. */
export interface AgentRecord {
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly severity: string | undefined;
  readonly severityNumber: number | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** Milliseconds since 1970 of a line that could be read; of any other it is when that was tried. */
  readonly time: number | undefined;
}

export interface AgentRun {
  readonly records: AgentRecord[];
  /** Series of :2021 as `name{label="value",…}`, labels in alphabetical order. */
  readonly metrics: ReadonlyMap<string, number>;
}

interface AgentOptions {
  /** Contents of the log files, by service. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** Changes to the configuration, each of which must fit somewhere. */
  readonly replace?: readonly (readonly [from: string, to: string])[];
}

/**
 * The log agent as the native engine runs it, with its real configuration, over log files of its own, and a collector that
 * writes down what it gets once it is started.
 */
export class RunningAgent {
  private readonly place = mkdtempSync(join(tmpdir(), 'lab-agent-'));
  private readonly sink = join(this.place, 'records.json');
  private readonly children: ChildProcess[] = [];
  private readonly ports: Ports;

  private constructor(ports: Ports) {
    this.ports = ports;
  }

  static async start(name: AgentName, { files, replace = [] }: AgentOptions): Promise<RunningAgent> {
    const [collector = 0, own = 0, log = 0] = await freePorts(3);
    const agent = new RunningAgent({ collector, own, log });
    const etc = writeFiles(agent.place, files, replace);
    agent.run(AGENTS[name](etc), {
      GATEWAY_LOG_FORMAT: 'logfmt',
      ORDERS_LOG_FORMAT: 'ltsv',
      INVENTORY_LOG_FORMAT: 'json',
      ONCALL_LOG_FORMAT: 'json',
      PROBER_LOG_FORMAT: 'json',
      LISTEN_HOST: '127.0.0.1',
      AGENT_METRICS_PORT: String(agent.ports.own),
      LOG_METRICS_PORT: String(agent.ports.log),
      COLLECTOR_HOST: '127.0.0.1',
      COLLECTOR_PORT: String(agent.ports.collector),
    });
    return agent;
  }

  /** From here on somebody takes what the agent sends. */
  async startCollector(): Promise<void> {
    const { collector } = this.ports;
    this.run([OTELCOL ?? '', `--config=${writeSink(this.place, this.sink, collector)}`], {});
    await until('the collector answers', () => answers(collector), { withinMs: TIME_LIMIT_MS });
  }

  records(): AgentRecord[] {
    return readRecords(this.sink);
  }

  /** Series of :2021 as `name{label="value",…}`, labels in alphabetical order. */
  logMetrics(): Promise<Map<string, number>> {
    return scrape(this.ports.log, /^lab_/);
  }

  /** Series of the agent's own. */
  ownMetrics(): Promise<Map<string, number>> {
    return scrape(this.ports.own, /^(fluentbit|otelcol)_/);
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map(stop));
    rmSync(this.place, { recursive: true });
  }

  private run([program = '', ...args]: string[], env: Record<string, string>): void {
    this.children.push(spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' }));
  }
}

/** What the agent makes of these files, once that many records are there and counted. */
export const runAgent = async (
  name: AgentName,
  files: AgentOptions['files'],
  expected: number,
): Promise<AgentRun> => {
  const agent = await RunningAgent.start(name, { files });
  try {
    await agent.startCollector();
    await until('every record is there', () => agent.records().length >= expected, {
      withinMs: TIME_LIMIT_MS,
    });
    await until('every line is counted', async () => linesIn(await agent.logMetrics()) >= expected, {
      withinMs: TIME_LIMIT_MS,
    });
    return { records: agent.records(), metrics: await agent.logMetrics() };
  } finally {
    await agent.stop();
  }
};

/** All lines that were counted, whatever their labels. */
export const linesIn = (metrics: ReadonlyMap<string, number>): number =>
  [...metrics].reduce((sum, [name, value]) => (name.startsWith(LOG_METRICS.lines) ? sum + value : sum), 0);

/** The logs, and the agent's configuration with its places moved as the native engine moves them. */
const writeFiles = (
  place: string,
  files: AgentOptions['files'],
  replace: readonly (readonly [string, string])[],
): string => {
  const at = (name: string): string => join(place, name);
  for (const folder of ['logs', 'state', 'etc']) mkdirSync(at(folder));
  for (const [service, content] of Object.entries(files))
    writeFileSync(join(at('logs'), `${service}.log`), content);
  const texts = new Map(readdirSync(CONFIG).map((file) => [file, readFileSync(join(CONFIG, file), 'utf8')]));
  const moves = [
    ['/var/log/lab', at('logs')],
    ['/fluent-bit/state', at('state')],
    ['/etc/fluent-bit', at('etc')],
    ...replace,
  ] as const;
  for (const [from, to] of moves) {
    if (![...texts.values()].some((text) => text.includes(from)))
      throw new Error(`nowhere in fluent-bit/: ${from}`);
    for (const [file, text] of texts) texts.set(file, text.replaceAll(from, to));
  }
  for (const [file, text] of texts) writeFileSync(join(at('etc'), file), text);
  return at('etc');
};

const writeSink = (place: string, path: string, port: number): string => {
  const file = join(place, 'sink.yaml');
  writeFileSync(
    file,
    JSON.stringify({
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      exporters: { file: { path, flush_interval: '100ms' } },
      service: {
        pipelines: { logs: { receivers: ['otlp'], exporters: ['file'] } },
        telemetry: { metrics: { level: 'none' } },
      },
    }),
  );
  return file;
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

interface Ports {
  readonly collector: number;
  readonly own: number;
  readonly log: number;
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000) }).then(
    () => true,
    () => false,
  );

const METRIC = /^(\w+)(?:\{(.*)\})? (\S+)$/;

const scrape = async (port: number, names: RegExp): Promise<Map<string, number>> => {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { accept: 'application/openmetrics-text' }, // as Prometheus asks
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined); // it has only just started
  const text = (await answer?.text()) ?? '';
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name = '', labels = '', value] = METRIC.exec(line) ?? [];
      return names.test(name)
        ? [[`${name}{${labels.split(',').sort().join(',')}}`, Number(value)] as const]
        : [];
    }),
  );
};

type Value = Readonly<Record<string, unknown>>;
interface OtlpRecord {
  readonly body?: Value;
  readonly attributes?: readonly { key?: string; value: Value }[];
  readonly severityText?: string;
  readonly severityNumber?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly timeUnixNano?: string;
}
interface OtlpLogs {
  readonly resourceLogs: readonly { scopeLogs: readonly { logRecords: readonly OtlpRecord[] }[] }[];
}

const readRecords = (file: string): AgentRecord[] => {
  const text = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return whole
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as OtlpLogs).resourceLogs)
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .map(toRecord);
};

const toRecord = (record: OtlpRecord): AgentRecord => {
  const { read_at: readAt, ...attributes } = toObject(record.attributes ?? []);
  if (typeof readAt !== 'number') throw new Error('a record does not say when its line was read');
  const isRead = attributes['parse_error'] === undefined && attributes['format'] !== 'raw';
  return {
    body: toValue(record.body ?? {}),
    attributes,
    severity: record.severityText,
    severityNumber: record.severityNumber,
    traceId: record.traceId || undefined,
    spanId: record.spanId || undefined,
    time: isRead ? Number(BigInt(record.timeUnixNano ?? 0) / 1_000_000n) : undefined,
  };
};

const toObject = (pairs: readonly { key?: string; value: Value }[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key ?? '', toValue(value)]));

/** A number is a number: one agent has integers where the other has none. */
const toValue = (value: Value): unknown => {
  const [[kind, content] = ['null', null]] = Object.entries(value);
  if (kind === 'intValue') return Number(content);
  if (kind === 'kvlistValue') return toObject((content as { values?: never[] }).values ?? []);
  if (kind === 'arrayValue') return ((content as { values?: Value[] }).values ?? []).map(toValue);
  return content;
};
