import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFormat } from '@lab/contracts';
import { LOG_FORMATS } from '@lab/contracts';
import { createLogger } from '../src/logging/logger';
import { hostileText, seededRandom } from './support/hostile-text';
import type { AgentName, AgentRecord } from './support/log-agent';
import { FLUENT_BIT, OTELCOL, runAgent } from './support/log-agent';

const CORPUS = join(__dirname, 'corpus');
const SERVICES = ['gateway', 'orders', 'inventory', 'postgres'] as const;
const RECORDS = join(CORPUS, 'records.ndjson');
const METRICS = join(CORPUS, 'metrics.txt');
const ROUND_TRIPS = 400;
const CASE_LIMIT_MS = 200_000;

/** The time of nearly all lines of the corpus. The agents get a recent one in its place, for they judge times by their clock. */
const WRITTEN = '2026-11-24T15:00:00.123Z';
const RECENT = new Date().toISOString();
const withRecentTimes = (file: Buffer): Buffer =>
  Buffer.from(file.toString('latin1').replaceAll(WRITTEN, RECENT), 'latin1');
const asInCorpus = (text: string): string =>
  text.replaceAll(RECENT, WRITTEN).replaceAll(String(Date.parse(RECENT)), String(Date.parse(WRITTEN)));

const corpus = Object.fromEntries(
  SERVICES.map((service) => [service, withRecentTimes(readFileSync(join(CORPUS, `${service}.lines`)))]),
);
/** An empty line carries nothing, and is no record. */
const linesOf = (file: Buffer): number =>
  file
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '').length;
const corpusLines = Object.values(corpus).reduce((sum, file) => sum + linesOf(file), 0);

const asText = (records: readonly AgentRecord[]): string =>
  records
    .map((record) => asInCorpus(JSON.stringify(sorted(record))))
    .sort()
    .join('\n') + '\n';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, content]) => [key, sorted(content)]),
  );
};

const agents: [AgentName, string | undefined][] = [
  ['fluent-bit', FLUENT_BIT],
  ['its fallback', OTELCOL],
];

describe.each(agents)('%s', (agent, program) => {
  // the sink is a collector too
  const itWith = program !== undefined && OTELCOL !== undefined ? it : it.skip;

  itWith(
    'makes of valid, odd and broken lines the records and metrics that are written down',
    async () => {
      const { records, metrics } = await runAgent(agent, corpus, corpusLines);
      const series = [...metrics].map(([name, value]) => `${name} ${value}`).sort();
      if (process.env['UPDATE_CORPUS'] === agent) {
        writeFileSync(RECORDS, asText(records));
        writeFileSync(METRICS, `${series.join('\n')}\n`);
      }
      expect(asText(records).split('\n')).toEqual(readFileSync(RECORDS, 'utf8').split('\n'));
      expect(series).toEqual(readFileSync(METRICS, 'utf8').trimEnd().split('\n'));
    },
    CASE_LIMIT_MS,
  );

  itWith(
    'reads from all three formats exactly what the logger was given',
    async () => {
      const random = seededRandom(20261124);
      const given = Array.from({ length: ROUND_TRIPS }, (_, index) => ({
        msg: hostileText(random, index),
        a: hostileText(random, index),
        'b.c': hostileText(random, index + 1),
      }));
      const files = {
        gateway: write('gateway', 'logfmt', given),
        orders: write('orders', 'ltsv', given),
        inventory: write('inventory', 'json', given),
      };
      const { records, metrics } = await runAgent(agent, files, ROUND_TRIPS * LOG_FORMATS.length);
      expect([...metrics.keys()].filter((name) => name.includes('parse_failures'))).toEqual([]);
      for (const format of LOG_FORMATS) {
        const read = records
          .filter(({ attributes }) => attributes['format'] === format)
          .sort((a, b) => Number(a.attributes['seq']) - Number(b.attributes['seq']))
          .map(({ body, attributes }) => ({ msg: body, a: attributes['a'], 'b.c': attributes['b.c'] }));
        expect(read).toEqual(given.map(asWritten));
      }
    },
    CASE_LIMIT_MS,
  );
});

type Texts = Record<'msg' | 'a' | 'b.c', string>;

/** What no format can carry: half a surrogate pair is no character, and parsers cut at NUL. */
const asWritten = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, text.toWellFormed().replaceAll('\0', '␀')]),
  ) as Texts;

const write = (service: string, format: LogFormat, given: readonly Texts[]): Buffer => {
  const lines: string[] = [];
  const logger = createLogger({
    service,
    level: 'info',
    format,
    destination: { write: (line) => lines.push(line) },
  });
  for (const { msg, ...fields } of given) logger.info(fields, msg);
  return Buffer.from(lines.join(''));
};
