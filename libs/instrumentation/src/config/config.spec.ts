import { z } from 'zod';
import { BaseConfig, parseListenAddress } from './base.config';
import { ConfigError, loadConfig } from './load-config';

const OrdersConfig = BaseConfig.extend({ POSTGRES_URL: z.url(), CHAOS: z.stringbool().default(false) });
const failure = (env: NodeJS.ProcessEnv): ConfigError => {
  try {
    loadConfig('orders', OrdersConfig, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('expected a ConfigError');
};

describe('loadConfig', () => {
  it('reads units and defaults', () => {
    expect(
      loadConfig('orders', OrdersConfig, { POSTGRES_URL: 'postgres://x', MAX_IN_FLIGHT: '9' }),
    ).toMatchObject({
      LISTEN: '0.0.0.0:8080',
      MAX_IN_FLIGHT: 9,
      DRAIN_TIMEOUT_MS: 10_000,
      CHAOS: false,
    });
  });

  it('names every bad variable at once and never shows a value', () => {
    const { message, problems } = failure({
      POSTGRES_URL: 's3cret',
      MAX_IN_FLIGHT: '-77',
      LISTEN: 'l1sten',
      CHAOS: 'p3rhaps',
    });
    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual([
      'CHAOS',
      'LISTEN',
      'MAX_IN_FLIGHT',
      'POSTGRES_URL',
    ]);
    for (const value of ['s3cret', '-77', 'l1sten', 'p3rhaps']) expect(message).not.toContain(value);
  });

  it('knows the three formats of log lines, and no other', () => {
    const formatOf = (format: string) =>
      loadConfig('orders', OrdersConfig, { POSTGRES_URL: 'postgres://x', LOG_FORMAT: format }).LOG_FORMAT;
    expect([formatOf(''), formatOf('logfmt'), formatOf('ltsv')]).toEqual(['json', 'logfmt', 'ltsv']);
    expect(() => formatOf('xml')).toThrow('LOG_FORMAT');
  });

  it('ends a start that would go on with another sampler, or another signal, than was asked for', () => {
    const env = {
      POSTGRES_URL: 'postgres://x',
      OTEL_TRACES_SAMPLER: 'ratio',
      OTEL_TRACES_SAMPLER_ARG: '10',
      OTEL_SDK_DISABLED: 'yes',
      METRICS_ENABLED: 'none',
    };
    expect(
      failure(env)
        .problems.map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(['METRICS_ENABLED', 'OTEL_SDK_DISABLED', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG']);
  });

  it('takes an empty variable for an absent one', () => {
    expect(failure({ POSTGRES_URL: '' }).problems).toEqual(['POSTGRES_URL is missing']);
  });
});

describe('parseListenAddress', () => {
  it.each([
    ['0.0.0.0:8080', { host: '0.0.0.0', port: 8080 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['orders:81', { host: 'orders', port: 81 }],
  ])('reads %s', (text, address) => expect(parseListenAddress(text)).toEqual(address));

  it.each(['8080', ':8080', 'host:', 'host:123456', 'a b:1'])('refuses %s', (text) =>
    expect(() => parseListenAddress(text)).toThrow('must be host:port'),
  );
});
