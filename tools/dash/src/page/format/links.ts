import { ALL, type Labels, type Link, type TimeRange } from '@lab/boards';

/** What a link can speak of. */
export interface LinkScope {
  readonly labels?: Labels;
  readonly name?: string;
  readonly value?: number | string | null;
  readonly text?: string;
  readonly timeMs?: number;
  /** The row of a table, by column. */
  readonly row?: Readonly<Record<string, string>>;
}

export interface LinkContext {
  /** As the address has it, so that a range that moves goes on moving. */
  readonly text: { readonly from: string; readonly to: string };
  readonly range: TimeRange;
  readonly selected: Readonly<Record<string, readonly string[]>>;
}

export interface ReadyLink {
  readonly title: string;
  readonly href: string;
  readonly opensTab: boolean;
}

/** A dashboard's link with its `${__field.labels.x}`, `${__value.raw}`, `${__url_time_range}` and variables put in. */
export function readyLink(
  { title, url, targetBlank }: Link,
  scope: LinkScope,
  context: LinkContext,
): ReadyLink {
  const put = (text: string, encode: (value: string) => string): string =>
    text.replace(/\$\{([^}]+)\}|\$(\w+)/g, (all, braced?: string, plain?: string) => {
      const name = (braced ?? plain ?? '').replace(/:\w+$/, '');
      const whole = WHOLE[name];
      if (whole !== undefined) return whole(context);
      const value = valueNamed(name, scope, context);
      return value === undefined ? all : encode(value);
    });
  return {
    title: put(title, String) || 'open',
    href: safe(put(url, encodeURIComponent)),
    opensTab: targetBlank,
  };
}

/** Those that are parts of an address already. */
const WHOLE: Readonly<Record<string, (context: LinkContext) => string>> = {
  __url_time_range: ({ text: { from, to } }) => new URLSearchParams({ from, to }).toString(),
  __all_variables: ({ selected }) =>
    Object.entries(selected)
      .flatMap(([name, values]) => values.map((value) => `var-${name}=${encodeURIComponent(value)}`))
      .join('&'),
};

function valueNamed(name: string, scope: LinkScope, context: LinkContext): string | undefined {
  for (const [owner, members] of FAMILIES) {
    const member = memberOf(owner, name);
    if (member !== undefined) return members(scope)[member] ?? '';
  }
  return BUILT_IN[name]?.(scope, context) ?? variable(name, context);
}

const FAMILIES: readonly (readonly [string, (scope: LinkScope) => Labels])[] = [
  ['__field.labels', ({ labels, row }) => ({ ...row, ...labels })],
  ['__data.fields', ({ row }) => row ?? {}],
];

/** `__field.labels.job` and `__field.labels["job"]` → `job` */
function memberOf(owner: string, name: string): string | undefined {
  if (!name.startsWith(owner)) return undefined;
  return /^(?:\.([\w.]+)|\["?([^"\]]*)"?\])$/.exec(name.slice(owner.length))?.slice(1).find(Boolean);
}

const BUILT_IN: Readonly<Record<string, (scope: LinkScope, context: LinkContext) => string | undefined>> = {
  '__value.raw': ({ value }) => String(value ?? ''),
  '__value.numeric': ({ value }) => String(value ?? ''),
  '__value.text': ({ text, value }) => text ?? String(value ?? ''),
  '__value.time': ({ timeMs }) => String(timeMs ?? ''),
  '__field.name': ({ name }) => name,
  '__series.name': ({ name }) => name,
  __from: (_, { range }) => String(Math.round(range.from)),
  __to: (_, { range }) => String(Math.round(range.to)),
};

const variable = (name: string, { selected }: LinkContext): string | undefined =>
  selected[name]?.map((value) => (value === ALL ? 'All' : value)).join(',');

/** A dashboard is a file that anybody may have written: what it links to is a page, never a script. */
function safe(href: string): string {
  const { protocol } = new URL(href, 'http://127.0.0.1');
  return protocol === 'http:' || protocol === 'https:' ? href : '#';
}
