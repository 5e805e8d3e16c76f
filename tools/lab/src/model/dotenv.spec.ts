import { parseDotenv } from './dotenv.ts';

const parse = (text: string, outer = {}): Record<string, string> => parseDotenv(text, outer, '.env');

describe('parseDotenv', () => {
  it('reads names, values, comments and export', () => {
    expect(parse('# ports\nORDERS_PORT=9081 # moved\nexport A=b\n\nEMPTY=\n')).toEqual({
      ORDERS_PORT: '9081',
      A: 'b',
      EMPTY: '',
    });
  });

  it('keeps a # that no blank precedes: it may be in a password', () => {
    expect(parse('PASSWORD=a#b')).toEqual({ PASSWORD: 'a#b' });
  });

  it('takes single quotes literally and expands double ones', () => {
    expect(parse(`A=x\nB='$A \\n'\nC="$A\\n\\"q\\" \\$A" # comment`)).toEqual({
      A: 'x',
      B: '$A \\n',
      C: 'x\n"q" $A',
    });
  });

  it('lets the environment win where a value names a variable', () => {
    expect(parse('A=file\nB=${A}', { A: 'environment' })).toEqual({ A: 'file', B: 'environment' });
  });

  it.each([`A="b`, `A='b`, `A='it's'`, `A="b"c`, `A='b' c`])('refuses a stray quote: %s', (text) => {
    expect(() => parse(text)).toThrow('.env, line 1: A: unbalanced quote');
  });

  it('takes what a password may be made of', () => {
    expect(parse(`A='/#?%@:&"$x\\'\nB=/#?%@:&"'`)).toEqual({ A: '/#?%@:&"$x\\', B: `/#?%@:&"'` });
  });

  it('names file and line of what it cannot read', () => {
    expect(() => parse('A=1\nwhat is this')).toThrow('.env, line 2: expected NAME=value');
  });
});
