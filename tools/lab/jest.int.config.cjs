// Against real stores, two files at a time: each makes its own database, key space and virtual host.
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'lab-int',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.int-spec.ts'],
  testTimeout: 120_000,
};
