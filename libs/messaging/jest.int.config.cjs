// Against a real RabbitMQ, named by TEST_RABBITMQ_URL and TEST_RABBITMQ_MANAGEMENT_URL (an administrator's).
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'messaging:int',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.int-spec.ts'],
  testTimeout: 60_000, // a lost connection takes seconds to show, and retries have delays
};
