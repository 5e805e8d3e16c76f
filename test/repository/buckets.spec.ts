import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LATENCY_BUCKETS_SECONDS } from '@lab/contracts';

const ROOT = resolve(__dirname, '../..');

/** `2.5ms`, `1s` or a plain number of seconds. */
const secondsIn = (bound: string): number =>
  bound.endsWith('ms') ? Number.parseFloat(bound) / 1000 : Number.parseFloat(bound);

/** Each list of bounds that a configuration file has. */
const listsIn = (file: string): number[][] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^ *\w*buckets?: \[(.+)\]$/gm)].map(([, list = '']) =>
    list.split(', ').map(secondsIn),
  );

it.each([
  ['otel-collector/config.yaml', 2],
  ['fluent-bit/pipeline.yaml', 1],
  ['fluent-bit/fallback.yaml', 1],
])('%s has the latency buckets of the services, up to 10 s', (file, count) => {
  const expected = LATENCY_BUCKETS_SECONDS.filter((bound) => bound <= 10);
  expect(listsIn(file)).toEqual(Array.from({ length: count }, () => expected));
});
