import { z } from 'zod';
import { EnvironmentError, messageOf } from '../../errors.ts';

/** As Toxiproxy's API has it. */
export interface Toxic {
  readonly name: string;
  readonly type: 'latency' | 'bandwidth' | 'timeout' | 'reset_peer';
  /** `downstream`: what the dependency answers; `upstream`: what the service sends. */
  readonly stream: 'downstream' | 'upstream';
  readonly attributes: Readonly<Record<string, number>>;
}

const Named = z.array(z.object({ name: z.string() }));
const ANSWER_LIMIT_MS = 5000;
const NOT_FOUND = 404;

/** A client of Toxiproxy's HTTP API. */
export class Toxiproxy {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async toxics(proxy: string): Promise<readonly string[]> {
    const response = await this.ask('GET', `/proxies/${proxy}/toxics`);
    return Named.parse(await response.json()).map(({ name }) => name);
  }

  async add(proxy: string, toxic: Toxic): Promise<void> {
    await this.ask('POST', `/proxies/${proxy}/toxics`, { ...toxic, toxicity: 1 });
  }

  /** Harmless where there is none of this name. */
  async remove(proxy: string, toxic: string): Promise<void> {
    await this.ask('DELETE', `/proxies/${proxy}/toxics/${toxic}`);
  }

  /** A proxy that is switched off closes its connections and refuses new ones. */
  async setEnabled(proxy: string, enabled: boolean): Promise<void> {
    await this.ask('POST', `/proxies/${proxy}`, { enabled });
  }

  async isEnabled(proxy: string): Promise<boolean> {
    const response = await this.ask('GET', `/proxies/${proxy}`);
    return z.object({ enabled: z.boolean() }).parse(await response.json()).enabled;
  }

  private async ask(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new EnvironmentError(`Toxiproxy at ${this.url} does not answer: ${messageOf(error)}`);
    });
    if (response.ok || (method === 'DELETE' && response.status === NOT_FOUND)) return response;
    throw new EnvironmentError(`Toxiproxy: ${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
