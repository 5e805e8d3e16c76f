import { isoTime } from './iso-time';

describe('the time of a line', () => {
  afterEach(() => jest.useRealTimers());

  it.each([0, 1, 999, 1_000, 1_001, 59_999, Date.UTC(2024, 1, 29, 23, 59, 59, 7), Date.UTC(2026, 0, 1), 5])(
    'is what a Date says: %d',
    (now) => {
      jest.useFakeTimers({ now });
      expect(isoTime()).toBe(new Date(now).toISOString());
    },
  );
});
