import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../../errors.ts';
import { ticksPerSecond } from '../../../process/auxv.ts';
import { readStat } from '../../../process/stat.ts';
import { probe } from '../../../process/probe.ts';
import { freePorts } from '../free-ports.ts';

const READY_LIMIT_MS = 30_000;
const POLL_MS = 50;

export const AGENTS = {
  'fluent-bit': {
    program: 'fluent-bit',
    args: (etc: string): string[] => [`--config=${etc}/native.yaml`],
  },
  'its fallback': {
    program: 'otelcol-lab',
    args: (etc: string): string[] => [
      `--config=${etc}/fallback.yaml`,
      '--feature-gates=stanza.synchronousLogEmitter',
    ],
  },
} as const;
export type AgentName = keyof typeof AGENTS;

interface Place {
  /** The repository. */
  readonly root: string;
  /** Empty, and for this run alone. */
  readonly folder: string;
  /** Paths of the programs. */
  readonly agent: string;
  readonly collector: string;
}

/** A log agent with its real configuration over log files of its own, and a collector that takes what it sends. */
export class BenchAgent {
  readonly logs: string;
  private readonly ports: readonly number[];
  private readonly children: readonly ChildProcess[];

  private constructor(logs: string, ports: readonly number[], children: readonly ChildProcess[]) {
    this.logs = logs;
    this.ports = ports;
    this.children = children;
  }

  static async start(name: AgentName, place: Place): Promise<BenchAgent> {
    const ports = await freePorts(4);
    const [own, log, collector, collectorOwn] = ports.map(String);
    const { logs, etc } = prepare(place, ports);
    const env = {
      ...{
        GATEWAY_LOG_FORMAT: 'logfmt',
        ORDERS_LOG_FORMAT: 'ltsv',
        INVENTORY_LOG_FORMAT: 'json',
        ONCALL_LOG_FORMAT: 'json',
        PROBER_LOG_FORMAT: 'json',
      },
      ...{ LISTEN_HOST: '127.0.0.1', AGENT_METRICS_PORT: own, LOG_METRICS_PORT: log },
      ...{ COLLECTOR_HOST: '127.0.0.1', COLLECTOR_PORT: collector },
    };
    const run = (program: string, args: readonly string[]): ChildProcess =>
      spawn(program, args, { env, stdio: 'ignore' });
    const children = [
      run(place.collector, [`--config=${etc}/sink.yaml`]),
      run(place.agent, AGENTS[name].args(etc)),
    ];
    const agent = new BenchAgent(logs, ports, children);
    try {
      await untilAnswers(`http://127.0.0.1:${collectorOwn}/metrics`);
      await untilAnswers(agent.logMetricsUrl);
    } catch (error) {
      await agent.stop();
      throw error;
    }
    return agent;
  }

  get logMetricsUrl(): string {
    return `http://127.0.0.1:${this.ports[1]}/metrics`;
  }

  /** Of the collector: what it has taken. */
  get sinkMetricsUrl(): string {
    return `http://127.0.0.1:${this.ports[3]}/metrics`;
  }

  /** Of the agent alone. */
  usage(): { readonly cpuSeconds: number; readonly rssBytes: number } {
    const stat = readStat(this.children[1]?.pid ?? 0);
    if (stat === undefined) throw new EnvironmentError('the log agent has exited');
    return { cpuSeconds: stat.ticks / ticksPerSecond(), rssBytes: stat.rssBytes };
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL'); // its files are thrown away
      await once(child, 'exit');
    }
  }
}

function prepare({ root, folder }: Place, ports: readonly number[]): { logs: string; etc: string } {
  const [logs, state, etc] = ['logs', 'state', 'etc'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const made of [logs, state, etc]) mkdirSync(made, { recursive: true });
  const source = join(root, 'fluent-bit');
  for (const file of readdirSync(source)) {
    const text = readFileSync(join(source, file), 'utf8')
      .replaceAll('/var/log/lab', logs)
      .replaceAll('/fluent-bit/state', state)
      .replaceAll('/etc/fluent-bit', etc);
    writeFileSync(join(etc, file), text);
  }
  writeFileSync(join(etc, 'sink.yaml'), JSON.stringify(sink(ports)));
  return { logs, etc };
}

const sink = ([, , collector, own]: readonly number[]) => ({
  receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${collector}` } } } },
  exporters: { debug: {} },
  service: {
    pipelines: { logs: { receivers: ['otlp'], exporters: ['debug'] } },
    telemetry: {
      logs: { level: 'error' },
      metrics: { readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: own } } } }] },
    },
  },
});

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const reason = await probe({ http: url });
    if (reason === undefined) return;
    if (Date.now() > deadline) throw new EnvironmentError(reason);
    await sleep(POLL_MS);
  }
}
