// What an address of the page means. Board addresses, and the parameters of all, are Grafana's: a link made for the one opens in
// the other.
export type View =
  | { readonly name: 'board'; readonly uid: string | undefined }
  | { readonly name: 'trace'; readonly id: string }
  | { readonly name: 'traces' }
  | { readonly name: 'logs' }
  | { readonly name: 'alerts' };

export interface Address {
  readonly view: View;
  readonly params: URLSearchParams;
}

const TRACE_ID = /^[0-9a-f]{1,32}$/i;

export function readAddress({ pathname, search }: { pathname: string; search: string }): Address {
  const params = new URLSearchParams(search);
  const [, first, second] = pathname.split('/').map(decoded);
  switch (first) {
    case 'explore':
      return fromExplore(params);
    case 'trace':
      return { view: traceOrSearch(second ?? ''), params };
    case 'traces':
    case 'logs':
    case 'alerts':
      return { view: { name: first }, params };
    default:
      return { view: { name: 'board', uid: first === 'd' ? second : undefined }, params };
  }
}

/** A person may type any address: what is not encoded as it should be stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const traceOrSearch = (id: string): View =>
  TRACE_ID.test(id) ? { name: 'trace', id: id.toLowerCase().padStart(32, '0') } : { name: 'traces' };

interface Pane {
  readonly queries?: readonly { readonly query?: string; readonly expr?: string }[];
  readonly range?: Readonly<Record<string, string>>;
}

/** Grafana's links to its Explore page: to a trace, or to log lines. */
function fromExplore(params: URLSearchParams): Address {
  const pane = paneIn(params);
  const ours = kept(new URLSearchParams(pane?.range));
  const { query, expr } = pane?.queries?.[0] ?? {};
  if (expr === undefined) return { view: traceOrSearch(query ?? ''), params: ours };
  ours.set('query', expr);
  return { view: { name: 'logs' }, params: ours };
}

function paneIn(params: URLSearchParams): Pane | undefined {
  try {
    const panes = params.get('panes');
    if (panes !== null) return Object.values(JSON.parse(panes) as Record<string, Pane>)[0];
    return JSON.parse(params.get('left') ?? 'null') as Pane | undefined;
  } catch {
    return undefined; // not written by Grafana: the search page is still of use
  }
}

/** What a link to another view keeps: the time range, how often to refresh, the variables. */
export function kept(params: URLSearchParams): URLSearchParams {
  const keep = [...params].filter(
    ([name]) => ['from', 'to', 'refresh'].includes(name) || name.startsWith('var-'),
  );
  return new URLSearchParams(keep);
}

export const withParams = (path: string, params: URLSearchParams): string =>
  params.size === 0 ? path : `${path}?${params.toString()}`;

/** The chosen values of the variables. */
export function selectionIn(params: URLSearchParams): Record<string, string[]> {
  const names = [...new Set(params.keys())].filter((name) => name.startsWith('var-'));
  return Object.fromEntries(
    names.map((name) => [
      name.slice('var-'.length),
      // Grafana writes "All" for its own $__all in some links.
      params.getAll(name).map((value) => (value === 'All' ? '$__all' : value)),
    ]),
  );
}
