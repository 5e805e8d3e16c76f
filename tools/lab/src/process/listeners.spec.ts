import { parseAddress, parseListening } from './listeners.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   106        0 12345 1 0000000000000000 100 0 0 10 0
   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1538 0100007F:C350 01 00000000:00000000 00:00000000 00000000   106        0 999 1 0000000000000000 20 4 30 10 -1
`;

describe('parseListening', () => {
  it('reads the listening sockets and leaves connections out', () => {
    expect(parseListening(TABLE)).toEqual([
      { port: 5432, address: '127.0.0.1', inode: '12345' },
      { port: 8080, address: '0.0.0.0', inode: '777' },
    ]);
  });
});

describe('parseAddress', () => {
  it.each([
    ['0100007F', '127.0.0.1'],
    ['00000000000000000000000000000000', '::'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['00000000000000000000000001000000', '0:0:0:0:0:0:0:1'],
  ])('reads %s as %s', (hex, address) => {
    expect(parseAddress(hex)).toBe(address);
  });
});
