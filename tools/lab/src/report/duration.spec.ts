import { durationInWords } from './duration.ts';

it.each([
  [0, '0 s'],
  [0.44, '0.4 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [363, '6 min 3 s'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
  [273_600, '3 d 4 h'],
  [-12, '-12 s'],
])('writes %s seconds as %s', (seconds, text) => {
  expect(durationInWords(seconds)).toBe(text);
});
