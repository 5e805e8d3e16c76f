module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'objectives',
  rootDir: __dirname,
};
