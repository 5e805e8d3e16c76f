import type { FieldConfig, Mapping } from '@lab/boards';
import { text } from './units.ts';

export interface Display {
  readonly text: string;
  /** A colour's name as Grafana has it (`red`, `#f00`), where mapping or threshold give one. */
  readonly color: string | undefined;
}

/** A value as it is read: mapped, in its unit, with its colour. */
export function display(value: number | string | null, config: FieldConfig): Display {
  const mapped = mappingFor(value, config.mappings);
  const color = mapped?.color ?? (typeof value === 'number' ? thresholdColor(value, config) : undefined);
  return { text: mapped?.text ?? plain(value, config), color };
}

function plain(value: number | string | null, { unit, decimals, noValue }: FieldConfig): string {
  if (value === null) return noValue ?? '–';
  return typeof value === 'number' ? text(value, { unit, decimals }) : value;
}

/** The colour of the highest threshold that the value reaches; a step without a value is the lowest. */
export function thresholdColor(value: number, config: FieldConfig): string | undefined {
  const { mode, steps } = config.thresholds ?? { mode: 'absolute', steps: [] };
  const low = config.min ?? 0;
  const at = mode === 'percentage' ? ((value - low) / ((config.max ?? 100) - low)) * 100 : value;
  return [...steps]
    .sort((a, b) => (a.value ?? -Infinity) - (b.value ?? -Infinity))
    .findLast((step) => at >= (step.value ?? -Infinity))?.color;
}

type Result = { readonly text?: string | undefined; readonly color?: string | undefined };

function mappingFor(value: number | string | null, mappings: readonly Mapping[]): Result | undefined {
  for (const mapping of mappings) {
    const result = resultOf(value, mapping);
    if (result !== undefined) return result;
  }
  return undefined;
}

function resultOf(value: number | string | null, mapping: Mapping): Result | undefined {
  switch (mapping.type) {
    case 'value':
      return mapping.options[String(value)];
    case 'range':
      return isWithin(value, mapping.options) ? mapping.options.result : undefined;
    case 'regex':
      return matches(value, mapping.options.pattern) ? mapping.options.result : undefined;
    case 'special':
      return isSpecial(value, mapping.options.match) ? mapping.options.result : undefined;
  }
}

const isWithin = (
  value: number | string | null,
  { from = -Infinity, to = Infinity }: { from?: number | undefined; to?: number | undefined },
): boolean => typeof value === 'number' && value >= from && value <= to;

/** Grafana writes a regular expression with slashes or without. */
const matches = (value: number | string | null, pattern: string): boolean =>
  typeof value === 'string' && new RegExp(/^\/(.*)\/[a-z]*$/s.exec(pattern)?.[1] ?? pattern).test(value);

function isSpecial(value: number | string | null, match: string): boolean {
  if (match === 'empty') return value === '';
  if (match === 'true' || match === 'false') return String(value) === match;
  return match.includes('null') && value === null;
}
