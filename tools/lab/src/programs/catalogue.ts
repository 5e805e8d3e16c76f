import { EXPORTERS } from './exporters.ts';
import type { Program, ProgramName } from './program.ts';

/** Every program of the native engine. Ranges are what the lab's configuration files were tried with. */
export const PROGRAMS: readonly Program[] = [
  {
    name: 'postgres',
    executables: ['postgres', 'initdb', 'psql', 'pg_isready', 'pg_ctl', 'createdb'],
    // Debian keeps the server off PATH, and puts a wrapper for the clients on it.
    folders: ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin'],
    versions: { from: [14, 0, 0] },
    versionArguments: ['--version'],
    source: { kind: 'debian', packages: ['postgresql'], units: ['postgresql.service'] },
    without: 'no orders: the orders service has no store',
    isVital: true,
  },
  {
    name: 'redis-server',
    executables: ['redis-server', 'redis-cli'],
    versions: { from: [6, 2, 0] },
    versionArguments: ['--version'],
    source: { kind: 'debian', packages: ['redis-server'], units: ['redis-server.service'] },
    without: 'no stock: the inventory service has no store',
    isVital: true,
  },
  {
    name: 'rabbitmq-server',
    executables: ['rabbitmq-server', 'rabbitmqctl', 'rabbitmq-diagnostics', 'rabbitmq-plugins'],
    folders: ['/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin', '/opt/rabbitmq/sbin'],
    // Debian's /usr/sbin/rabbitmq-server switches to the user "rabbitmq" and to the machine's own node.
    foldersFirst: true,
    versions: { from: [3, 10, 0] },
    versionInPath: /rabbitmq_server-([\d.]+)/,
    source: {
      kind: 'debian',
      packages: ['rabbitmq-server'],
      units: ['rabbitmq-server.service', 'epmd.socket', 'epmd.service'],
    },
    without: 'no order settles: orders and inventory cannot exchange messages',
    isVital: true,
  },
  {
    name: 'prometheus',
    executables: ['prometheus', 'promtool'],
    versions: { from: [2, 40, 0] },
    versionArguments: ['--version'],
    source: { kind: 'debian', packages: ['prometheus'], units: ['prometheus.service'] },
    without: 'no metrics are stored, and no rule is evaluated',
    isVital: false,
  },
  {
    name: 'alertmanager',
    executables: ['alertmanager', 'amtool'],
    // 0.31 has the limit of alerts that compose/telemetry.yaml sets.
    versions: { from: [0, 31, 0] },
    versionArguments: ['--version'],
    source: {
      kind: 'go',
      module: 'alertmanager',
      target: 'github.com/prometheus/alertmanager/cmd/alertmanager',
      companions: ['github.com/prometheus/alertmanager/cmd/amtool'],
      minutes: 2,
    },
    without: 'no alert is sent: Prometheus evaluates the rules, and nobody is told',
    isVital: false,
  },
  ...EXPORTERS,
  {
    name: 'k6',
    executables: ['k6'],
    // k6 2 has other executors and ignores some of the options that the scenarios use.
    versions: { from: [1, 5, 0], below: [2, 0, 0] },
    versionArguments: ['version'],
    source: { kind: 'go', module: 'k6', target: 'go.k6.io/k6', minutes: 3 },
    without: '`lab load` and `lab bench` do not work',
    isVital: false,
  },
  {
    name: 'otelcol-lab',
    executables: ['otelcol-lab'],
    alsoNamed: ['otelcol-contrib'],
    // 0.145 gave the components the names that otel-collector/ uses.
    versions: { from: [0, 145, 0] },
    versionArguments: ['--version'],
    source: { kind: 'go', module: 'otelcol', target: '.', minutes: 5 },
    without: 'no traces, no span metrics, no service graph: nothing receives spans',
    isVital: false,
  },
  {
    name: 'jaeger',
    executables: ['jaeger'],
    // Built from its Go module it does not know its own version, so a Jaeger 1 on PATH is told apart by name: that one is "jaeger-all-in-one".
    versions: { from: [2, 10, 0] },
    source: {
      kind: 'go',
      module: 'jaeger',
      target: 'github.com/jaegertracing/jaeger/cmd/jaeger',
      minutes: 9,
    },
    without: 'no traces: the collector has nowhere to send them',
    isVital: false,
  },
  {
    name: 'loki',
    executables: ['loki'],
    // 3.0 takes OTLP, and index labels by configuration; what loki/config.yaml sets was tried with 3.7.
    versions: { from: [3, 7, 0], below: [4, 0, 0] },
    // Built from its Go module it tells the version of Go only. Such a one on PATH is passed over; the lab's own is not asked.
    versionArguments: ['-version'],
    source: { kind: 'go', module: 'loki', target: 'github.com/grafana/loki/v3/cmd/loki', minutes: 8 },
    without: 'no log search: only `lab logs` reads the logs',
    isVital: false,
  },
  {
    name: 'fluent-bit',
    executables: ['fluent-bit'],
    folders: ['/opt/fluent-bit/bin'], // where its official package puts it, off PATH
    versions: { from: [5, 0, 0], below: [6, 0, 0] },
    versionArguments: ['--version'],
    source: {
      kind: 'none',
      hint: 'install its official package: https://docs.fluentbit.io/manual/installation/getting-started-with-fluent-bit',
    },
    without: "the collector's file_log receiver reads the logs instead, with the same records and metrics",
    isVital: false,
  },
];

/** Of the layers, which few labs have: `up` asks for them where a layer does, `doctor` does not. */
const LAYER_PROGRAMS: readonly Program[] = [
  {
    name: 'toxiproxy-server',
    executables: ['toxiproxy-server'],
    // Built from its Go module it says "git". Such a one on PATH is passed over; the lab's own is not asked.
    versions: { from: [2, 12, 0], below: [3, 0, 0] },
    versionArguments: ['-version'],
    source: {
      kind: 'go',
      module: 'toxiproxy',
      target: 'github.com/Shopify/toxiproxy/v2/cmd/server',
      minutes: 1,
    },
    without: 'no network faults: latency, bandwidth, resets and partitions need it',
    isVital: false,
  },
];

/** The program that brings an executable: `initdb` comes with postgres. */
export function programOf(executable: string): Program | undefined {
  return [...PROGRAMS, ...LAYER_PROGRAMS].find(({ name, executables }) => name === executable || executables.includes(executable));
}

/** Only `lab test` needs them: neither `up` nor `doctor` asks for them. */
const TEST_PROGRAMS: readonly Program[] = [
  {
    name: 'chromium',
    executables: ['chromium'],
    alsoNamed: ['chromium-browser', 'google-chrome', 'google-chrome-stable'],
    // What playwright-core drives; older ones were not tried.
    versions: { from: [120, 0, 0] },
    versionArguments: ['--version'],
    source: { kind: 'debian', packages: ['chromium'], units: [] },
    without: 'the page of `lab dash` is not tested',
    isVital: false,
  },
  {
    name: 'sloth',
    executables: ['sloth'],
    // Built from its Go module it tells no version. Such a one on PATH is passed over; the lab's own is not asked.
    versions: { from: [0, 16, 0], below: [0, 17, 0] },
    versionArguments: ['version'],
    source: { kind: 'go', module: 'sloth', target: 'github.com/slok/sloth/cmd/sloth', minutes: 3 },
    without: 'the rules of the objectives are not compared with those that Sloth makes',
    isVital: false,
  },
  {
    name: 'oslo',
    executables: ['oslo'],
    // It cannot be asked for its version: one on PATH is taken as it is.
    versions: { from: [0, 12, 0], below: [0, 13, 0] },
    source: { kind: 'go', module: 'oslo', target: 'github.com/OpenSLO/oslo/cmd/oslo', minutes: 2 },
    without: "the files of the objectives are not checked by OpenSLO's own validator",
    isVital: false,
  },
];

export function programNamed(name: ProgramName): Program {
  const program = [...PROGRAMS, ...LAYER_PROGRAMS, ...TEST_PROGRAMS].find((candidate) => candidate.name === name);
  if (program === undefined) throw new Error(`${name} is missing from the catalogue of programs`);
  return program;
}
