// What is true of the repository as a whole: who imports whom, what the documents say, what the images hold.
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'repository',
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.spec.ts'],
};
