// With Prometheus' own promtool, named by TEST_PROMETHEUS (the server, which it lies beside).
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'objectives:int',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.int-spec.ts'],
  testTimeout: 150_000,
};
