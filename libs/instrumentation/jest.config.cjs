module.exports = { ...require('../../jest.preset.cjs'), displayName: 'instrumentation', rootDir: __dirname };
