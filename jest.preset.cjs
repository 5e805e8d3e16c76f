// Every project's tests compile with the compiler that builds it (SWC) and read the libraries from source,
// so a test never runs against a stale dist/. Needs NODE_OPTIONS=--experimental-vm-modules: Nest 12 is ESM.
const swc = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));
delete swc.$schema;

module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@lab/source', 'node', 'require', 'default'] },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  // For what hangs. A busy machine takes more than Jest's 5 s to load some modules.
  testTimeout: 30_000,
};
