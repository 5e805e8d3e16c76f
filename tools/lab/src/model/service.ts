import { resolve } from 'node:path';
import { variablesIn } from './interpolate.ts';
import type { Dependency, Mount, PublishedPort, RestartPolicy, ServiceModel } from './model.ts';
import type { RawService } from './schema.ts';
import { toLogLimits } from './log-limits.ts';
import { splitWords } from './split-words.ts';

/** Where a service was read from, and how: relative paths and unset variables depend on it. */
export interface Origin {
  readonly file: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

const LAST_PORT = 65_535;

/** From the Compose format's many spellings to one. `uninterpolated` tells which variable moves a port. */
export function toServiceModel(
  name: string,
  raw: RawService,
  { origin, uninterpolated }: { origin: Origin; uninterpolated: unknown },
): ServiceModel {
  const mounts = [
    ...(raw.volumes ?? []).map((mount) => toMount(mount, origin.directory)),
    ...toTmpfs(raw.tmpfs),
  ];
  checkLogsMount(raw['x-native'], mounts);
  return {
    name,
    file: origin.file,
    isBuilt: raw.build !== undefined,
    ...(raw.entrypoint && { entrypoint: toWords(raw.entrypoint) }),
    command: toWords(raw.command),
    environment: toEnvironment(raw.environment, origin.env),
    ports: toPorts(raw.ports, uninterpolated),
    mounts,
    dependsOn: toDependencies(raw.depends_on),
    restart: toRestartPolicy(raw.restart),
    stopGraceMs: durationMs(raw.stop_grace_period),
    profiles: raw.profiles ?? [],
    ...(raw.mem_limit !== undefined && { memoryLimit: raw.mem_limit }),
    ...whereGiven(raw),
  };
}

/** A service with what a layer changes of it. */
export function changedBy(
  { native, ...service }: ServiceModel,
  { environment, dependsOn }: Pick<ServiceModel, 'environment' | 'dependsOn'>,
): ServiceModel {
  return {
    ...service,
    environment: { ...service.environment, ...environment },
    dependsOn: [...service.dependsOn, ...dependsOn],
    // A recipe's own variables come last; what a layer says comes after them.
    ...(native !== undefined && {
      native: { ...native, environment: without(native.environment, Object.keys(environment)) },
    }),
  };
}

const without = <Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

function whereGiven({
  image,
  stop_signal: stopSignal,
  logging,
  'x-handover': handover,
  'x-native': native,
  'x-container-only': containerOnly,
}: RawService): Pick<
  ServiceModel,
  'image' | 'stopSignal' | 'logLimits' | 'handover' | 'native' | 'containerOnly'
> {
  const logLimits = toLogLimits(logging?.options);
  return {
    ...(image !== undefined && { image }),
    ...(stopSignal !== undefined && { stopSignal }),
    ...(logLimits !== undefined && { logLimits }),
    ...(handover !== undefined && { handover }),
    ...(native !== undefined && { native }),
    ...(containerOnly !== undefined && { containerOnly }),
  };
}

const toWords = (words: RawService['command']): string[] =>
  typeof words === 'string' ? splitWords(words) : [...(words ?? [])];

/** A name without a value is passed on from the environment, or left out where it is not set. */
function toEnvironment(
  raw: RawService['environment'],
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const pairs: [string, string | null][] = Array.isArray(raw)
    ? raw.map((entry) => {
        const equals = entry.indexOf('=');
        return equals < 0 ? [entry, null] : [entry.slice(0, equals), entry.slice(equals + 1)];
      })
    : Object.entries(raw ?? {});
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => {
      const resolved = value ?? env[name];
      return resolved === undefined ? [] : [[name, resolved]];
    }),
  );
}

function toPorts(raw: RawService['ports'], uninterpolated: unknown): PublishedPort[] {
  const texts = Array.isArray(uninterpolated) ? uninterpolated.map((port) => JSON.stringify(port)) : [];
  return (raw ?? []).map((port, index) => {
    const { target, published } = typeof port === 'string' ? parsePort(port, `ports[${index}]`) : port;
    const number = Number(published);
    if (!Number.isInteger(number) || number < 1 || number > LAST_PORT) {
      throw new Error(`ports[${index}]: "${published ?? ''}" is not a port to publish ${target} on`);
    }
    const variable = variablesIn(texts[index] ?? '')[0];
    return { target, published: number, ...(variable !== undefined && { variable }) };
  });
}

/** `[HOST:]PUBLISHED:TARGET[/tcp]`; HOST may be an IPv6 address in brackets. */
export function parsePort(text: string, key: string): { target: number; published: string } {
  const match = /^(?:(?:\[[^\]]*\]|[^:]*):)?(\d*):(\d+)(?:\/tcp)?$/.exec(text);
  if (!match) throw new Error(`${key}: "${text}": expected "HOST:PUBLISHED:TARGET", one TCP port`);
  return { published: match[1] ?? '', target: Number(match[2]) };
}

function toMount(raw: NonNullable<RawService['volumes']>[number], directory: string): Mount {
  const { source, target, type } =
    typeof raw === 'string'
      ? parseMount(raw)
      : { source: raw.source ?? '', target: raw.target, type: raw.type };
  if (type === 'tmpfs') return { kind: 'tmpfs', target };
  if (source === '')
    throw new Error(`volumes: ${target}: anonymous volumes are not supported natively; give it a name`);
  return type === 'bind'
    ? { kind: 'bind', source: resolve(directory, source), target }
    : { kind: 'volume', source, target };
}

function parseMount(text: string): { source: string; target: string; type: 'bind' | 'volume' } {
  const [source, target] = text.split(':');
  if (source === undefined || target === undefined)
    throw new Error(`volumes: "${text}": expected "SOURCE:TARGET"`);
  return { source, target, type: /^[./~]/.test(source) ? 'bind' : 'volume' };
}

const toTmpfs = (raw: RawService['tmpfs']): Mount[] =>
  (typeof raw === 'string' ? [raw] : (raw ?? [])).map((entry) => ({
    kind: 'tmpfs',
    target: entry.split(':')[0] ?? entry,
  }));

function checkLogsMount(native: RawService['x-native'], mounts: readonly Mount[]): void {
  for (const [key, logs] of [
    ['x-native.logs', native?.logs],
    ['x-native.fallback.logs', native?.fallback?.logs],
  ] as const) {
    if (logs === undefined || mounts.some(({ target }) => target === logs)) continue;
    throw new Error(`${key}: no volume is mounted on "${logs}"`);
  }
}

const toDependencies = (raw: RawService['depends_on']): Dependency[] =>
  Array.isArray(raw)
    ? raw.map((name) => ({ name, condition: 'service_started', required: true }))
    : Object.entries(raw ?? {}).map(([name, { condition, required }]) => ({ name, condition, required }));

function toRestartPolicy(raw: string): RestartPolicy {
  const [kind, limit] = raw.split(':');
  return { kind: kind as RestartPolicy['kind'], ...(limit !== undefined && { maxRestarts: Number(limit) }) };
}

const UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A Go duration: `1m30s`, `500ms`. */
export function durationMs(text: string): number {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text))
    throw new Error(`"${text}" is not a duration such as "1m30s"`);
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS_MS[unit ?? ''] ?? 0),
    0,
  );
}
