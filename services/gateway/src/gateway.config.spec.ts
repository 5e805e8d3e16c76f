import { GatewayConfig } from './gateway.config';

const MINIMAL = { ORDERS_URL: 'http://orders:8081', INVENTORY_URL: 'http://inventory:8082' };

describe('GatewayConfig', () => {
  it('needs nothing but the addresses of the two services', () => {
    expect(GatewayConfig.parse(MINIMAL)).toMatchObject({ ...MINIMAL, LISTEN: '0.0.0.0:8080' });
  });

  it('writes logfmt unless it is told another format', () => {
    expect(GatewayConfig.parse(MINIMAL).LOG_FORMAT).toBe('logfmt');
    expect(GatewayConfig.parse({ ...MINIMAL, LOG_FORMAT: 'json' }).LOG_FORMAT).toBe('json');
  });

  it('leaves a long poll more time than the longest that a client may ask for', () => {
    const { REQUEST_TIMEOUT_MS, ORDERS_TIMEOUT_MS } = GatewayConfig.parse(MINIMAL);
    expect(REQUEST_TIMEOUT_MS).toBeGreaterThan(30_000 + ORDERS_TIMEOUT_MS);
  });

  it('shows a catalogue for longer than it keeps it without asking', () => {
    const { CATALOG_FRESH_MS, CATALOG_STALE_MS } = GatewayConfig.parse(MINIMAL);
    expect(CATALOG_STALE_MS).toBeGreaterThan(CATALOG_FRESH_MS);
  });

  it.each([
    ['ORDERS_URL', 'orders:8081'],
    ['INVENTORY_URL', 'redis://inventory:8082'],
    ['ORDERS_TIMEOUT_MS', '0'],
    ['ORDERS_RETRIES', '-1'],
    ['POLLS_MAX_CONCURRENT', 'many'],
  ])('refuses a bad %s', (name, value) => {
    const { error } = GatewayConfig.safeParse({ ...MINIMAL, [name]: value });
    expect(error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });
});
