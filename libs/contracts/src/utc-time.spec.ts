import { UtcTime } from './utc-time';

it.each([
  ['2026-11-28T15:00:00.123456789Z', '2026-11-28T15:00:00.123Z'],
  ['2026-11-28T15:00:00+01:00', '2026-11-28T14:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
])('reads %s', (text, time) => {
  expect(UtcTime.parse(text)).toBe(time);
});

it.each(['0000-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', '2026-02-30T00:00:00Z', 'today'])(
  'refuses %s, so that what was read can be read again',
  (text) => {
    expect(UtcTime.safeParse(text).success).toBe(false);
  },
);
