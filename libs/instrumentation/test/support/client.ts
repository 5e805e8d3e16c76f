import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Outcome {
  readonly status?: number;
  readonly connection?: string | undefined;
  readonly error?: string | undefined;
}

export const ask = (url: string, agent?: Agent): Promise<Outcome> =>
  new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response
        .resume()
        .on('end', () =>
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }),
        );
    }).on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
  });

/** Asks at a steady rate, without trying anything twice, until it is told to stop. */
export const askSteadily = (
  perSecond: number,
  send: () => Promise<Outcome>,
): { stop: () => Promise<Outcome[]> } => {
  const stopping = new AbortController();
  const outcomes: Promise<Outcome>[] = [];
  const run = async (): Promise<void> => {
    for (let at = performance.now(); !stopping.signal.aborted; at += 1000 / perSecond) {
      outcomes.push(send());
      await sleep(Math.max(0, at + 1000 / perSecond - performance.now()));
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      return Promise.all(outcomes);
    },
  };
};
