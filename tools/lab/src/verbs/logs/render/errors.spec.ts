import { errorTextOf } from './errors.ts';

const linesOf = (fields: Record<string, string>): readonly string[] =>
  errorTextOf(new Map(Object.entries(fields))).lines;

describe('errorTextOf', () => {
  it('tells an error by its stack, which names it already', () => {
    const text = errorTextOf(
      new Map(
        Object.entries({
          order_id: 'o-1',
          'err.type': 'Error',
          'err.message': 'boom',
          'err.stack': 'Error: boom\n    at a (a.ts:1:2)\n\tat b',
          'err.code': 'E1',
        }),
      ),
    );
    expect(text.lines).toEqual(['Error: boom', '    at a (a.ts:1:2)', '    at b']);
    expect(text.said).toEqual(['err.type', 'err.message', 'err.stack']);
  });

  it('names an error whose stack does not, and one that has none', () => {
    expect(linesOf({ 'err.type': 'Error', 'err.message': 'boom', 'err.stack': '    at a' })).toEqual([
      ...['Error: boom', '    at a'],
    ]);
    expect(linesOf({ 'err.type': 'Error', 'err.message': 'boom' })).toEqual(['Error: boom']);
    expect(linesOf({ 'err.message': 'boom' })).toEqual(['boom']);
  });

  it('tells what caused it, and what else has a stack', () => {
    expect(
      linesOf({
        'err.message': 'cannot place',
        'err.cause.message': 'no connection',
        'err.cause.cause.stack': 'Error: refused\n    at net',
        'err.errors.0.message': 'must be a number',
        'reason.stack': 'Error: other',
      }),
    ).toEqual([
      'cannot place',
      'caused by: no connection',
      'caused by: Error: refused',
      '    at net',
      'reason: Error: other',
    ]);
  });

  it('tells nothing of a line without an error', () => {
    expect(errorTextOf(new Map([['err.type', 'Error']]))).toEqual({ lines: [], said: [] });
  });

  it('lets nothing through that a terminal obeys', () => {
    expect(linesOf({ 'err.message': '\u001b[2J\r\nfake line' })).toEqual(['\\x1b[2J', 'fake line']);
  });
});
