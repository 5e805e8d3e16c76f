import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from './eventually';
import { TcpProxy } from './tcp-proxy';

/** Sends back what it gets, and remembers it. */
class Echo {
  received = '';
  readonly #server: Server = createServer((socket) => {
    socket.on('error', () => undefined); // being cut is what it is for
    socket.on('data', (bytes) => {
      this.received += bytes.toString();
      socket.write(bytes);
    });
  });

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `echo://user:secret@127.0.0.1:${(this.#server.address() as AddressInfo).port}/path?x=1`;
  }

  stop(): Promise<unknown> {
    return once(this.#server.close(), 'close');
  }
}

class Client {
  heard = '';
  readonly socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on('error', () => undefined);
    this.socket.on('data', (bytes) => (this.heard += bytes.toString()));
  }

  static async connected(url: string): Promise<Client> {
    const client = new Client(url);
    await once(client.socket, 'connect');
    return client;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  hears(text: string): Promise<void> {
    return eventually(`"${text}" has come back`, () => expect(this.heard).toBe(text), {
      withinMs: 20_000, // less than Jest's limit, so that the failure says what was heard
    });
  }
}

describe('TcpProxy', () => {
  let echo: Echo;
  let url: string;
  let proxy: TcpProxy;
  let client: Client;

  /** Ten ways there and back past the proxy: bytes that it lets through have arrived by then. */
  const roundTrips = async (): Promise<void> => {
    const direct = await Client.connected(url);
    for (let turn = 1; turn <= 10; turn += 1) {
      direct.send('.');
      await direct.hears('.'.repeat(turn));
    }
    direct.socket.destroy();
  };

  beforeEach(async () => {
    echo = new Echo();
    url = await echo.start();
    proxy = await TcpProxy.open(url);
    client = await Client.connected(proxy.url);
  });
  afterEach(async () => {
    client.socket.destroy();
    await proxy.close();
    await echo.stop();
  });

  it('passes bytes both ways, under the URL of the server with another port', async () => {
    client.send('hello');
    await client.hears('hello');
    expect(proxy.url).toMatch(/^echo:\/\/user:secret@127\.0\.0\.1:\d+\/path\?x=1$/);
    expect(proxy.url).not.toBe(url);
  });

  it('cut: breaks connections and refuses new ones, and opens again on the same port', async () => {
    const before = proxy.url;
    const closed = once(client.socket, 'close');
    await proxy.cut();
    await closed;
    await expect(Client.connected(proxy.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.open();
    expect(proxy.url).toBe(before);
    client = await Client.connected(proxy.url);
    client.send('again');
    await client.hears('again');
  });

  it('closed: has a port on which nothing listens until it is opened', async () => {
    await proxy.close();
    proxy = await TcpProxy.closed(url);
    await expect(Client.connected(proxy.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.open();
    client = await Client.connected(proxy.url);
    client.send('hello');
    await client.hears('hello');
  });

  it('fails to open a second time', async () => {
    await expect(proxy.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('stall: passes nothing on old and new connections; resume passes it on', async () => {
    proxy.stall();
    client.send('old');
    const second = await Client.connected(proxy.url);
    second.send('new');
    await roundTrips();
    expect([echo.received.replaceAll('.', ''), client.heard, second.heard]).toEqual(['', '', '']);
    proxy.resume();
    await client.hears('old');
    await second.hears('new');
    second.socket.destroy();
  });

  it('mute: lets requests through and loses their answers, also once resumed', async () => {
    proxy.mute();
    client.send('lost');
    await eventually('it has arrived', () => expect(echo.received).toBe('lost'));
    await roundTrips();
    proxy.resume();
    client.send('heard');
    await client.hears('heard');
  });

  it('delay: answers that much later, in order, also when the delay ends', async () => {
    proxy.delay(300);
    const startedAt = performance.now();
    client.send('late');
    await eventually('it has arrived', () => expect(echo.received).toBe('late'));
    proxy.delay(0);
    client.send(' later');
    await client.hears('late later');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299); // timers may be early by a fraction of 1 ms
  });

  it('firstAnswer: resolves when the server has answered', async () => {
    let isAnswered = false;
    void proxy.firstAnswer().then(() => (isAnswered = true));
    proxy.stall();
    client.send('hello');
    await roundTrips();
    expect(isAnswered).toBe(false);
    proxy.resume();
    await proxy.firstAnswer();
    await client.hears('hello');
  });

  it('ends a connection on both sides when one side ends it', async () => {
    client.send('hello');
    await client.hears('hello');
    const closed = once(client.socket, 'close');
    client.socket.end();
    await closed;
  });
});
