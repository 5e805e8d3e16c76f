import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { type TestApp, testApp } from './support/app';

let test: TestApp;
let port: number;
const sockets: Socket[] = [];
const open = (): Socket => {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  return socket.resume().on('error', () => undefined);
};

beforeAll(async () => {
  test = await testApp({}, { MAX_CONNECTIONS: '3' });
  await test.app.listen(0, '127.0.0.1');
  port = Number(new URL(await test.app.getUrl()).port);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await test.app.close();
});

describe('connections', () => {
  it('are as many as MAX_CONNECTIONS says; one more is closed, and taken once another has gone', async () => {
    const first = open();
    await Promise.all([first, open(), open()].map((socket) => once(socket, 'connect')));
    await once(open(), 'close');

    first.destroy();
    let answer = '';
    // the server may not have seen yet that the first has gone
    while (answer === '') {
      const socket = open();
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.end('GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await once(socket, 'close');
    }
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('are to be given up by their clients well before a drain would close them', async () => {
    sockets.pop()?.destroy();
    for (const socket of sockets.splice(0)) socket.destroy();
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    await response.text();
    expect(response.headers.get('keep-alive')).toBe('timeout=5');
  });
});
