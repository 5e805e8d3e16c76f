import type { ExporterName, Program } from './program.ts';
import type { Version } from './version.ts';

/** Debian names package, executable and unit alike. */
const exporter = (name: ExporterName, from: Version, without: string): Program => ({
  name,
  executables: [name],
  versions: { from },
  versionArguments: ['--version'],
  source: { kind: 'debian', packages: [name], units: [`${name}.service`] },
  without,
  isVital: false,
});

/** What compose/exporters.yaml runs; its flags were tried from these versions on. */
export const EXPORTERS: readonly Program[] = [
  exporter('prometheus-node-exporter', [1, 5, 0], 'no metrics of the machine: CPU, memory, disk'),
  exporter('prometheus-redis-exporter', [1, 45, 0], 'no metrics of Redis'),
  exporter('prometheus-postgres-exporter', [0, 11, 0], 'no metrics of Postgres'),
];
