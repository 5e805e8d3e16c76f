import { InvalidInput } from '@lab/contracts';
import { decodeCursor, encodeCursor } from './cursor';
import { newOrderId } from './order-id';

describe('a cursor', () => {
  it('leads back to the order it was made of, and can stand in a query unescaped', () => {
    const id = newOrderId();
    const cursor = encodeCursor(id);

    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor)).toBe(id);
  });

  const valid = encodeCursor('019a0000-0000-7000-8000-000000000000');
  it.each([
    ['nothing', ''],
    ['words', 'nonsense'],
    ['a bare id', '019a0000-0000-7000-8000-000000000000'],
    ['another version', Buffer.from('v2:019a0000-0000-7000-8000-000000000000').toString('base64url')],
    ['something that is no id', Buffer.from('v1:019a').toString('base64url')],
    ['SQL', Buffer.from("v1:' OR 1=1 --").toString('base64url')],
    ['stray characters', `${valid}!!`],
    ['a second cursor behind', `${valid}${valid}`],
    ['padding', `${valid}=`],
    ['the alphabet of plain base64', valid.replace(/.$/, '+')],
    ['an id in capitals', Buffer.from('v1:019A0000-0000-7000-8000-000000000000').toString('base64url')],
    ['a version in capitals', Buffer.from('V1:019a0000-0000-7000-8000-000000000000').toString('base64url')],
  ])('made of %s is refused by name', (_, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(InvalidInput);
    expect(() => decodeCursor(cursor)).toThrow(/^cursor: /);
  });
});
