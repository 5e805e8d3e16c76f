module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'dash',
  rootDir: __dirname,
};
