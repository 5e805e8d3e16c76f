import type { AxiosAdapter } from 'axios';
import { AxiosError } from 'axios';
import type { Dispatcher } from 'undici';

/**
 * axios over undici's pool instead of Node's http client, which costs several times as much for each call: a stream
 * pipeline, a request and an agent of many layers for an answer of a few hundred bytes. Bodies are text both ways.
 */
export const undiciAdapter =
  (pool: Dispatcher): AxiosAdapter =>
  async (config) => {
    const { pathname, search } = new URL(config.url ?? '');
    try {
      const { statusCode, headers, body } = await pool.request({
        path: pathname + search,
        method: (config.method ?? 'get').toUpperCase(),
        headers: config.headers.toJSON() as Record<string, string>,
        body: (config.data as string | undefined) ?? null,
        signal: (config.signal as AbortSignal | undefined) ?? null,
      });
      const data = await body.text();
      return { data, status: statusCode, statusText: '', headers: headers as Record<string, string>, config };
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      throw new AxiosError(message, code, config, undefined, undefined);
    }
  };
