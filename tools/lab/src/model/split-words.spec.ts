import { splitWords } from './split-words.ts';

describe('splitWords', () => {
  it('splits as a shell would, with quotes and backslashes', () => {
    expect(splitWords(`node  -e "a b" 'c "d"' e\\ f "" g"h"i`)).toEqual([
      'node',
      '-e',
      'a b',
      'c "d"',
      'e f',
      '',
      'ghi',
    ]);
  });

  it('refuses a quote without its end', () => {
    expect(() => splitWords('echo "a')).toThrow('unbalanced quote');
  });
});
