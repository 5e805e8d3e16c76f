import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { EnvironmentError, messageOf } from '../errors.ts';
import { parseDotenv } from './dotenv.ts';
import { interpolate, variablesIn } from './interpolate.ts';
import type { LabModel, ServiceModel } from './model.ts';
import { Change, ComposeFile, Service } from './schema.ts';
import { changedBy, type Origin, toServiceModel } from './service.ts';
import { checkSettings } from './settings.ts';

interface ModelSource {
  /** The repository, which holds compose.yaml. */
  readonly root: string;
  /** `.env` with the process's environment over it. */
  readonly env: Readonly<Record<string, string>>;
  /** Compose files over compose.yaml, as Compose takes them with `-f`: services of their own, and changes of others. */
  readonly layers?: readonly string[];
}

type Env = Readonly<Record<string, string>>;

/** Reads compose.yaml and all that it includes. Every error names the file and the key. */
export function readModel({ root, env, layers = [] }: ModelSource): LabModel {
  const file = resolve(root, 'compose.yaml');
  const services: ServiceModel[] = [];
  readInto(services, { file, directory: root, env, root });
  for (const layer of layers) readInto(services, { file: layer, directory: root, env, root, isLayer: true });
  for (const service of services) checkDependencies(service, services);
  return { services };
}

interface Reading extends Origin {
  readonly root: string;
  readonly isLayer?: true;
}

function readInto(services: ServiceModel[], reading: Reading): void {
  const name = relative(reading.root, reading.file);
  const document = readYaml(reading.file, name);
  checkSettings(variablesIn(JSON.stringify(document)), reading.env);
  const checked = check(ComposeFile, interpolateTree(document, reading.env, name), name);
  for (const include of checked.include ?? []) readInclude(services, include, reading);
  for (const [key, value] of Object.entries(checked.services ?? {})) {
    const below = services.find((service) => service.name === key);
    if (below !== undefined && reading.isLayer !== true)
      throw new EnvironmentError(`${name}: services.${key} is defined twice`);
    const raw = check(below === undefined ? Service : Change, value, `${name}: services.${key}`);
    const uninterpolated = at(document, 'services', key, 'ports');
    const service = readService(key, raw, { origin: { ...reading, file: name }, uninterpolated });
    put(services, service, below);
  }
}

function put(services: ServiceModel[], service: ServiceModel, below: ServiceModel | undefined): void {
  if (below === undefined) services.push(service);
  else services.splice(services.indexOf(below), 1, changedBy(below, service));
}

function readService(...[key, raw, from]: Parameters<typeof toServiceModel>): ServiceModel {
  try {
    return toServiceModel(key, raw, from);
  } catch (error) {
    throw new EnvironmentError(`${from.origin.file}: services.${key}.${messageOf(error)}`);
  }
}

type Include = NonNullable<z.infer<typeof ComposeFile>['include']>[number];

/** As Compose: an included file has its own directory for paths, and its own .env beneath the including one's values. */
function readInclude(services: ServiceModel[], include: Include, from: Reading): void {
  const long = typeof include === 'string' ? { path: include } : include;
  const paths = typeof long.path === 'string' ? [long.path] : long.path;
  for (const path of paths) {
    const file = resolve(from.directory, path);
    const directory =
      'project_directory' in long && long.project_directory !== undefined
        ? resolve(from.directory, long.project_directory)
        : dirname(file);
    const named =
      'env_file' in long && long.env_file !== undefined
        ? [long.env_file].flat().map((entry) => resolve(from.directory, entry))
        : [resolve(directory, '.env')];
    const env = named.reduce<Env>(
      (outer, envFile) => ({ ...readEnvFile(envFile, outer), ...outer }),
      from.env,
    );
    readInto(services, { file, directory, env, root: from.root });
  }
}

/** The variables of an env file, or none where there is no such file. */
export const readEnvFile = (file: string, outer: Env): Env =>
  existsSync(file) ? parseDotenv(readFileSync(file, 'utf8'), outer, file) : {};

function readYaml(file: string, name: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { merge: true });
  } catch (error) {
    throw new EnvironmentError(`${name}: ${messageOf(error)}`);
  }
}

/** Values only, as Compose does: keys stay as they are. */
function interpolateTree(node: unknown, env: Env, path: string): unknown {
  if (typeof node === 'string') {
    try {
      return interpolate(node, (variable) => env[variable]);
    } catch (error) {
      throw new EnvironmentError(`${path}: ${messageOf(error)}`);
    }
  }
  if (Array.isArray(node)) return node.map((item, index) => interpolateTree(item, env, `${path}[${index}]`));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, interpolateTree(value, env, join(path, key))]),
  );
}

const join = (path: string, key: string): string =>
  path.includes(': ') ? `${path}.${key}` : `${path}: ${key}`;

function check<S extends z.ZodType>(schema: S, value: unknown, path: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${[path, ...issue.path].join(path.includes(': ') ? '.' : ': ')}: ${issue.message}`,
  );
  throw new EnvironmentError(problems.join('\n'));
}

function at(node: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null ? (current as Record<string, unknown>)[key] : undefined,
    node,
  );
}

function checkDependencies(service: ServiceModel, services: readonly ServiceModel[]): void {
  for (const { name, required } of service.dependsOn) {
    if (!required || services.some((other) => other.name === name)) continue;
    throw new EnvironmentError(
      `${service.file}: services.${service.name}.depends_on.${name}: unknown service`,
    );
  }
}
