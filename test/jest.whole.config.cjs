// Whole-lab tests: each spec brings up a lab of its own, so they run one after the other and may take minutes.
module.exports = {
  ...require('../jest.preset.cjs'),
  displayName: 'whole',
  rootDir: __dirname,
  testMatch: ['<rootDir>/whole/**/*.whole-spec.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
