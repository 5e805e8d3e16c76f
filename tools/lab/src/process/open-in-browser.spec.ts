import { opener } from './open-in-browser.ts';

describe('opener', () => {
  it('opens nothing where there is no desktop', () => {
    expect(opener('linux', {})).toBeUndefined();
    expect(opener('linux', { DISPLAY: ':0' })).toBe('xdg-open');
    expect(opener('darwin', {})).toBe('open');
  });
});
