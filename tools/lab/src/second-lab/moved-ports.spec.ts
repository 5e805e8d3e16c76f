import { createServer } from 'node:net';
import { findFreeRow, portVariablesIn } from './moved-ports.ts';

describe('portVariablesIn', () => {
  it('finds each variable that moves a port once, and no other variable', () => {
    const yaml =
      "ports: ['127.0.0.1:${ORDERS_PORT:-8081}:8081']\nx: ${ORDERS_PORT:-8081} ${LOG_LEVEL:-info} ${A_PORT:-1}";
    expect(portVariablesIn(yaml)).toEqual(['A_PORT', 'ORDERS_PORT']);
  });
});

describe('findFreeRow', () => {
  it('does not give out a row with a taken port in it', async () => {
    const chances = [0, 0.5];
    const server = createServer();
    const lowest = await findFreeRow(3, () => 0);
    await new Promise<void>((resolve) => server.listen(lowest + 1, '127.0.0.1', resolve));
    try {
      const row = await findFreeRow(3, () => chances.shift() ?? 0.7);
      expect(row).toBeGreaterThan(lowest + 1);
    } finally {
      server.close();
    }
  });
});
