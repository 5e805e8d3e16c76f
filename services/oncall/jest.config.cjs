module.exports = { ...require('../../jest.preset.cjs'), displayName: 'oncall', rootDir: __dirname };
