import { join, resolve } from 'node:path';
import type { DashServer, ServerOptions } from '@lab/dash';
import { startPage } from '../../src/verbs/dash/start-page.ts';
import { FakeStores } from './fake-stores.ts';

type Given = Partial<ServerOptions>;

/** The page's server over made-up stores and the boards beside the specs. */
export class TestDash {
  readonly stores: FakeStores;
  /** What the server had to report. It goes on, so a spec has to look. */
  readonly errors: string[] = [];
  readonly #given: Given;
  readonly #servers: DashServer[] = [];

  private constructor(stores: FakeStores, given: Given) {
    this.stores = stores;
    this.#given = given;
  }

  static async start(given: Given = {}): Promise<TestDash> {
    const dash = new TestDash(await FakeStores.start(), given);
    await dash.serve();
    return dash;
  }

  get url(): string {
    const [first] = this.#servers;
    if (first === undefined) throw new Error('not started');
    return first.url;
  }

  /** One more server over the same stores. */
  async serve(given: Given = {}): Promise<DashServer> {
    const server = await startPage({
      root: resolve(__dirname, '../../../..'),
      port: 0,
      boards: join(__dirname, '../boards'),
      stores: this.stores.urls,
      onError: (message) => this.errors.push(message),
      ...this.#given,
      ...given,
    });
    this.#servers.push(server);
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    await this.stores.stop();
  }
}
