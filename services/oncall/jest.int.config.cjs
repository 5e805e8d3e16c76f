// Traces get their ids, as in production, but are not sent: no collector is part of these tests.
process.env.OTEL_TRACES_SAMPLER = 'always_off';

module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'oncall (integration)',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.int-spec.ts'],
  testTimeout: 60_000,
};
