import type { Dashboard, StoreRequest } from '@lab/boards';

/** Longer than the server grants a store: its message is the better one. */
const LIMIT_MS = 30_000;

async function getJson(url: string, signal?: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const answer = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit }).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      throw new Error('the page is not reachable; is "./lab dash" still running?', { cause: error });
    },
  );
  const body = (await answer.json()) as unknown;
  if (!answer.ok)
    throw new AnswerError(answer.status, (body as { error?: string }).error ?? `${answer.status}`);
  return body;
}

/** What the server, or the store behind it, says is wrong. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const fetchBoards = async (): Promise<{ boards: Dashboard[]; problems: string[] }> =>
  (await getJson('/api/boards')) as { boards: Dashboard[]; problems: string[] };

/** Asks a store, through the page's server. Rejects with what it says. */
export const ask = (
  { store, path, params }: Pick<StoreRequest, 'store' | 'path' | 'params'>,
  signal?: AbortSignal,
): Promise<unknown> => getJson(`/api/${store}${path}?${new URLSearchParams(params).toString()}`, signal);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
