import { BAD_REQUESTS, badRequest } from './bad-requests.ts';
import { seeded } from './random.ts';

const sent = (seed: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => badRequest(seeded(seed), n).what);

describe('bad requests', () => {
  it('are told apart by their names', () => {
    expect(new Set(BAD_REQUESTS.map(({ what }) => what)).size).toBe(BAD_REQUESTS.length);
  });

  it('are all sent by a run that is as long as the list', () => {
    expect(new Set(sent(3, BAD_REQUESTS.length)).size).toBe(BAD_REQUESTS.length);
  });

  it('come in the same order for the same seed', () => {
    expect(sent(3, 50)).toEqual(sent(3, 50));
    expect(sent(3, 50)).not.toEqual(sent(4, 50));
  });
});
