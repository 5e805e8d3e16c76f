import { get } from 'node:http';
import { connect } from 'node:net';

const PROBE_LIMIT_MS = 2000;

export type Probe = { readonly http: string } | { readonly tcp: string };

/** Undefined when ready, else what is missing: a refused connection, a status, a time that ran out. */
export const probe = (target: Probe | undefined): Promise<string | undefined> => {
  if (target === undefined) return Promise.resolve(undefined); // nothing to ask: it runs, and that is all there is to know
  return 'http' in target ? probeHttp(target.http) : probeTcp(target.tcp);
};

function probeHttp(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: PROBE_LIMIT_MS, agent: false }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300 ? undefined : `${url} answers ${statusCode}`);
    });
    request.on('timeout', () => request.destroy(new Error('no response')));
    request.on('error', (error) => resolve(`${url}: ${error.message}`));
  });
}

function probeTcp(address: string): Promise<string | undefined> {
  const [host = '', port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: PROBE_LIMIT_MS });
    const done = (reason?: string): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.on('connect', () => done());
    socket.on('timeout', () => done(`${address}: no response`));
    socket.on('error', (error) => done(`${address}: ${error.message}`));
  });
}
