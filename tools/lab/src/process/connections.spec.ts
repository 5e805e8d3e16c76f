import { connect, createServer, type Server, type Socket } from 'node:net';
import { connectionsOf, parseEstablished } from './connections.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4F9B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:B2C4 0100007F:4F9B 01 00000000:00000000 02:00000A1B 00000000     0        0 222 2 0 20 4 0 10 -1
   2: 0100007F:B2C6 0100007F:4F9B 06 00000000:00000000 03:00000A1B 00000000     0        0 0 3 0
`;

it('finds the established connections of a table, and neither listeners nor those that are closing', () => {
  expect(parseEstablished(TABLE)).toEqual([{ localPort: 0xb2c4, remotePort: 0x4f9b, inode: '222' }]);
});

describe('the connections of a process', () => {
  let server: Server;
  let client: Socket;
  beforeEach(async () => {
    server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    client = connect(port, '127.0.0.1');
    await new Promise((resolve) => client.once('connect', resolve));
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('are told from those of others', () => {
    const { localPort, remotePort } = client;
    const ports = { localPort, remotePort };
    expect(connectionsOf([process.pid])).toContainEqual(expect.objectContaining(ports));
    expect(connectionsOf([process.ppid])).not.toContainEqual(expect.objectContaining(ports));
  });
});
