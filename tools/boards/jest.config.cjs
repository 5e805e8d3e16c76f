module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'boards',
  rootDir: __dirname,
};
