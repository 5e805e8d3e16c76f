// Against real Postgres and RabbitMQ, named by TEST_POSTGRES_URL, TEST_RABBITMQ_URL and TEST_RABBITMQ_MANAGEMENT_URL (an administrator's).
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'orders-int',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.int-spec.ts'],
  testTimeout: 60_000,
};
