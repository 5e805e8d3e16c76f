// Whole-lab tests: they share one lab and break it on purpose, so they run one after the other and may take minutes.
module.exports = {
  ...require('../jest.preset.cjs'),
  displayName: 'whole',
  rootDir: __dirname,
  testMatch: ['<rootDir>/whole/**/*.whole-spec.ts'],
  // More than any one verb may take (test/support/lab.ts).
  testTimeout: 300_000,
  maxWorkers: 1,
};
