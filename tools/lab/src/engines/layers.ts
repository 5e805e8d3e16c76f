import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LabModel } from '../model/model.ts';
import { readModel } from '../model/read-model.ts';

/** What a lab can have besides, by name: a Compose file of that name over the others. `lab up --with` asks for it. */
export const LAYERS = ['network-faults'] as const;
export type Layer = (typeof LAYERS)[number];

const Recorded = z.strictObject({
  with: z.array(z.enum(LAYERS)).default([]),
  /** Environment variables that a fault has changed, by service. */
  environment: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
type Recorded = z.infer<typeof Recorded>;

interface Lab {
  readonly root: string;
  readonly stateDir: string;
}

const recordFile = (stateDir: string): string => join(stateDir, 'layers.json');
/** The changed variables as a Compose file, which both engines read. */
const changesFile = (stateDir: string): string => join(stateDir, 'layers.compose.json');

const read = (stateDir: string): Recorded =>
  Recorded.parse(
    existsSync(recordFile(stateDir)) ? JSON.parse(readFileSync(recordFile(stateDir), 'utf8')) : {},
  );

export const layersOf = (stateDir: string): readonly Layer[] => read(stateDir).with;

/** The Compose files over compose.yaml, in their order. They hold until the lab is taken down. */
export function layerFiles({ root, stateDir }: Lab): readonly string[] {
  const { with: layers, environment } = read(stateDir);
  return [
    ...layers.map((layer) => join(root, 'compose', `${layer}.yaml`)),
    ...(Object.keys(environment).length === 0 ? [] : [changesFile(stateDir)]),
  ];
}

export const readLab = (lab: Lab & { readonly env: Readonly<Record<string, string>> }): LabModel =>
  readModel({ ...lab, layers: layerFiles(lab) });

export function addLayers(stateDir: string, layers: readonly Layer[]): void {
  if (layers.length === 0) return;
  const recorded = read(stateDir);
  write(stateDir, { ...recorded, with: [...new Set([...recorded.with, ...layers])] });
}

/** Null takes the service's changes back. */
export function changeEnvironment(
  stateDir: string,
  service: string,
  changes: Readonly<Record<string, string>> | null,
): void {
  const recorded = read(stateDir);
  const { [service]: _former, ...others } = recorded.environment;
  write(stateDir, {
    ...recorded,
    environment: changes === null ? others : { ...others, [service]: changes },
  });
}

export function forgetLayers(stateDir: string): void {
  for (const file of [recordFile(stateDir), changesFile(stateDir)]) rmSync(file, { force: true });
}

function write(stateDir: string, recorded: Recorded): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const services = Object.fromEntries(
    Object.entries(recorded.environment).map(([name, changes]) => [name, { environment: literal(changes) }]),
  );
  replace(changesFile(stateDir), { services });
  replace(recordFile(stateDir), recorded);
}

/** A `$` of a value is no variable of Compose's. */
const literal = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replaceAll('$', '$$$$')]));

/** Whole or not at all. Passwords may be inside. */
function replace(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
