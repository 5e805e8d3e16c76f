module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'inventory (integration)',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.int-spec.ts'],
  testTimeout: 60_000,
};
