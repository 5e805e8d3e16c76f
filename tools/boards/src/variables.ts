import type { Dashboard, Variable } from './dashboard.ts';
import { interpolate, type Scope, type Value } from './interpolate.ts';
import type { StoreRequest } from './requests.ts';

/** Stands for all values, in Grafana's JSON and in addresses. */
export const ALL = '$__all';

export interface Choice {
  readonly text: string;
  readonly value: string;
}

// label_values(label) or label_values(metric{…}, label)
const LABEL_VALUES = /^label_values\((?:(.+),\s*)?(\w+)\s*\)$/s;

/** What to ask Prometheus for a `query` variable's values; a variable may use those before it. */
export function optionsRequestOf(variable: Variable, scope: Scope): StoreRequest {
  const [, selector, label] = LABEL_VALUES.exec(variable.query.trim()) ?? [];
  if (label === undefined)
    throw new Error(`variable "${variable.name}": only label_values(…) is supported, not ${variable.query}`);
  const { from, to } = scope.range;
  return {
    store: 'prometheus',
    path: `/api/v1/label/${label}/values`,
    params: {
      ...(selector !== undefined && { 'match[]': interpolate(selector.trim(), scope) }),
      start: String(from / 1000),
      end: String(to / 1000),
    },
    answer: 'values',
  };
}

/** The choices among those values: what `regex` picks of them, sorted. */
export function choicesAmong({ regex }: Pick<Variable, 'regex'>, values: readonly string[]): Choice[] {
  const pattern = patternOf(regex);
  const picked = values.flatMap((value) => {
    if (pattern === undefined) return [value];
    const match = pattern.exec(value);
    return match === null ? [] : [match[1] ?? match[0]];
  });
  return [...new Set(picked)]
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((value) => ({ text: value, value }));
}

function patternOf(regex: string): RegExp | undefined {
  if (regex === '') return undefined;
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(regex) ?? [];
  return pattern === undefined ? new RegExp(`^(?:${regex})$`) : new RegExp(pattern, flags?.replace('g', ''));
}

/** The choices of a `custom` variable: `a, b` or `text : value, …`. */
export const customChoices = ({ query }: Pick<Variable, 'query'>): Choice[] =>
  query
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [text = '', value = text] = part.split(/\s+:\s+/);
      return { text, value };
    });

/** What is chosen when nobody has: the file's own choice where there still is one, else all, else the first. */
export function defaultSelection(variable: Variable, choices: readonly Choice[]): string[] {
  const current = [variable.current?.value ?? []].flat();
  const there = current.filter(
    (value) => (value === ALL && variable.includeAll) || choices.some((choice) => choice.value === value),
  );
  if (there.length > 0) return there;
  if (variable.includeAll) return [ALL];
  return choices.slice(0, 1).map(({ value }) => value);
}

/** What the selected values stand for in a query. */
export function valueOf(variable: Variable, selected: readonly string[], choices: readonly Choice[]): Value {
  if (selected.includes(ALL))
    return variable.allValue === '' ? choices.map(({ value }) => value) : { raw: variable.allValue };
  return variable.multi || variable.includeAll ? selected : (selected[0] ?? '');
}

/** The values of all variables, asked for one after the other, for each may depend on those before it. */
export async function resolveVariables(
  { variables }: Pick<Dashboard, 'variables'>,
  ask: (request: StoreRequest) => Promise<readonly string[]>,
  {
    scope,
    selected = {},
  }: { scope: Omit<Scope, 'variables'>; selected?: Readonly<Record<string, readonly string[]>> },
): Promise<ResolvedVariable[]> {
  const resolved: ResolvedVariable[] = [];
  for (const variable of variables) {
    const known = Object.fromEntries(resolved.map(({ variable: { name }, value }) => [name, value]));
    const choices =
      variable.type === 'custom'
        ? customChoices(variable)
        : choicesAmong(variable, await ask(optionsRequestOf(variable, { ...scope, variables: known })));
    // Carried over from another board, whose variable of this name may have all of them where this one has not.
    const asked = (selected[variable.name] ?? []).filter((value) => value !== ALL || variable.includeAll);
    const chosen = asked.length > 0 ? asked : defaultSelection(variable, choices);
    resolved.push({ variable, choices, selected: chosen, value: valueOf(variable, chosen, choices) });
  }
  return resolved;
}

export interface ResolvedVariable {
  readonly variable: Variable;
  readonly choices: readonly Choice[];
  readonly selected: readonly string[];
  readonly value: Value;
}
