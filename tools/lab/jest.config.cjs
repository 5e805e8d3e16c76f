const { join } = require('node:path');

const load = join(__dirname, '../../load/lib');

module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'lab',
  rootDir: __dirname,
  // What of the k6 scripts needs no k6 is tested with the tool that runs them.
  roots: ['<rootDir>/src', load],
  testMatch: ['<rootDir>/src/**/*.spec.ts', `${load}/*.spec.ts`],
};
