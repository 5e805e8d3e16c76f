// What the whole-lab tests judge by can be wrong itself: the parts of it that need no lab have specs beside them.
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'support',
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.spec.ts'],
};
