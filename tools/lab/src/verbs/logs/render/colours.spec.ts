import { coloursFor } from './colours.ts';

describe('coloursFor', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [false, { CI: 'true' }, false],
  ])('given a terminal: %j, and %j, colours: %j', (isTty, env, expected) => {
    expect(coloursFor({ isTty, env }).isColorSupported).toBe(expected);
  });
});
