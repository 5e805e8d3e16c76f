type Lookup = (name: string) => string | undefined;

/** A `${…}` that cannot be read or a required variable that is not set. The caller adds file and key. */
class InterpolationError extends Error {
  override readonly name = 'InterpolationError';
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

/**
 * Compose's variables: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`, `${NAME+other}`,
 * `${NAME:?message}`, `${NAME?message}`, defaults nested to any depth, and `$$` for a dollar. Unset and plain gives ''.
 */
export function interpolate(text: string, lookup: Lookup): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return result + text.slice(at);
    result += text.slice(at, dollar);
    const { value, end } = expandAt(text, dollar, lookup);
    result += value;
    at = end;
  }
  return result;
}

/** The variables that a text names, outermost first. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].map((match) => match[1] ?? '');
}

interface Expansion {
  readonly value: string;
  readonly end: number;
}

function expandAt(text: string, dollar: number, lookup: Lookup): Expansion {
  const rest = text.slice(dollar + 1);
  if (rest.startsWith('$')) return { value: '$', end: dollar + 2 };
  if (rest.startsWith('{')) {
    const close = closingBrace(text, dollar + 1);
    return { value: expandBraces(text.slice(dollar + 2, close), lookup), end: close + 1 };
  }
  const name = NAME.exec(rest)?.[0];
  if (name === undefined)
    throw new InterpolationError(`a lone "$" in "${text}": write "$$" for a dollar sign`);
  return { value: lookup(name) ?? '', end: dollar + 1 + name.length };
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{' && text[at - 1] === '$') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new InterpolationError(`"\${" without its "}" in "${text}"`);
}

/** What each operator makes of a variable; `word` is what follows the operator. */
const OPERATORS: Readonly<
  Record<string, (value: string | undefined, word: () => string, name: string) => string>
> = {
  '': (value) => value ?? '',
  '-': (value, word) => value ?? word(),
  '+': (value, word) => (value === undefined ? '' : word()),
  '?': (value, word, name) => {
    if (value !== undefined) return value;
    throw new InterpolationError(`${name} is not set: ${word() || 'it is required'}`);
  },
};

function expandBraces(body: string, lookup: Lookup): string {
  const [, name, colon, operator, rest = ''] =
    /^([A-Za-z_][A-Za-z0-9_]*)(:?)([-+?]|$)(.*)$/s.exec(body) ?? [];
  const expand = operator === undefined ? undefined : OPERATORS[operator];
  if (name === undefined || expand === undefined)
    throw new InterpolationError(`"\${${body}}" is not a variable`);
  const value = lookup(name);
  const isPresent = colon !== ':' || value !== ''; // with a colon an empty value counts as none
  return expand(isPresent ? value : undefined, () => interpolate(rest, lookup), name);
}
