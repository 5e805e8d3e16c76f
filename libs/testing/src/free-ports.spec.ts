import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, freePorts } from './free-ports';

it('gives different ports that can be listened on', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
});

it('gives a single one', async () => {
  expect(await freePort()).toBeGreaterThan(0);
});
