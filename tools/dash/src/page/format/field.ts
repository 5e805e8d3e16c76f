import type { FieldConfig, Labels, Override, Panel } from '@lab/boards';

/** What an override can be matched with. */
export interface Field {
  readonly name: string;
  /** Before it was renamed. */
  readonly origin?: string | undefined;
  readonly refId: string;
  readonly labels?: Labels;
}

/** How a field is shown: the panel's defaults, with the overrides that fit it. */
export function configOf({ fieldConfig }: Pick<Panel, 'fieldConfig'>, field: Field): FieldConfig {
  return fieldConfig.overrides
    .filter(({ matcher }) => fits(matcher, field))
    .flatMap(({ properties }) => properties)
    .reduce<FieldConfig>(
      (config, { id, value }) =>
        id.startsWith('custom.')
          ? { ...config, custom: { ...config.custom, [id.slice('custom.'.length)]: value } }
          : { ...config, [id]: value },
      fieldConfig.defaults,
    );
}

function fits({ id, options }: Override['matcher'], { name, origin, refId }: Field): boolean {
  if (id === 'byName') return [name, origin].includes(options);
  if (id === 'byFrameRefID') return refId === options;
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(options) ?? [];
  return (pattern === undefined ? new RegExp(options) : new RegExp(pattern, flags)).test(name);
}

/** The panel type's own settings, read without trust: a dashboard is a file that anybody may have written. */
export const textIn = (from: Readonly<Record<string, unknown>>, key: string): string | undefined =>
  typeof from[key] === 'string' ? from[key] : undefined;
export const numberIn = (from: Readonly<Record<string, unknown>>, key: string): number | undefined =>
  typeof from[key] === 'number' ? from[key] : undefined;
export const objectIn = (from: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> =>
  typeof from[key] === 'object' && from[key] !== null ? (from[key] as Record<string, unknown>) : {};
export const textsIn = (from: Readonly<Record<string, unknown>>, key: string): string[] =>
  Array.isArray(from[key]) ? from[key].filter((item): item is string => typeof item === 'string') : [];
